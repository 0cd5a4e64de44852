package dev.millrace.platform.kafka;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Passes on the values of a topic, and passes over a record that is none: one stray record does not
 * keep anybody from the others.
 *
 * @param <V> type of the values
 */
public final class ReadableRecords<V extends SpecificRecord>
    implements Consumer<ConsumerRecord<String, byte[]>> {

  private final Topic<V> topic;
  private final AvroCodec<V> codec;
  private final BiConsumer<ConsumerRecord<String, byte[]>, V> to;
  private final Consumer<String> warnings;

  /**
   * Reads values.
   *
   * @param warnings is told of each record that was passed over, in one line without its content
   */
  public ReadableRecords(
      Topic<V> topic, SchemaRegistry registry, Consumer<V> to, Consumer<String> warnings) {
    this(topic, new AvroCodec<>(topic, registry), (record, value) -> to.accept(value), warnings);
  }

  private ReadableRecords(
      Topic<V> topic,
      AvroCodec<V> codec,
      BiConsumer<ConsumerRecord<String, byte[]>, V> to,
      Consumer<String> warnings) {
    this.topic = topic;
    this.codec = codec;
    this.to = to;
    this.warnings = warnings;
  }

  /**
   * Reads values with the records that they are in.
   *
   * @param warnings is told of each record that was passed over, in one line without its content
   */
  public static <V extends SpecificRecord> ReadableRecords<V> placed(
      Topic<V> topic,
      SchemaRegistry registry,
      BiConsumer<ConsumerRecord<String, byte[]>, V> to,
      Consumer<String> warnings) {
    return new ReadableRecords<>(topic, new AvroCodec<>(topic, registry), to, warnings);
  }

  @Override
  public void accept(ConsumerRecord<String, byte[]> record) {
    V value;
    try {
      value = codec.decode(record.value() == null ? new byte[0] : record.value());
    } catch (UnreadableRecordException e) {
      warnings.accept(
          "the record at partition "
              + record.partition()
              + ", offset "
              + record.offset()
              + " of "
              + topic.name()
              + " is passed over: it cannot be read");
      return;
    }
    to.accept(record, value);
  }
}
