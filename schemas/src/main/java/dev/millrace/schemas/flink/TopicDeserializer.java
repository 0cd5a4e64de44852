package dev.millrace.schemas.flink;

import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads values of a topic that only the factory itself writes, in a Flink source. Tombstones are
 * left out.
 *
 * <p><i>Failure</i>: an unreadable value stops the job and is named by its place. A job whose topic
 * may hold anything reads bytes, and decodes with {@link TopicCodec} where it can set them aside.
 *
 * @param <V> type of the values
 */
public final class TopicDeserializer<V extends SpecificRecord>
    implements KafkaRecordDeserializationSchema<V> {

  private static final long serialVersionUID = 1;

  private final TopicCodec<V> topic;
  private transient @Nullable AvroCodec<V> codec;

  public TopicDeserializer(TopicCodec<V> topic) {
    this.topic = topic;
  }

  @Override
  public void open(InitializationContext context) {
    codec = topic.open();
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<V> out)
      throws IOException {
    if (codec == null) {
      throw new IllegalStateException("the deserializer is not open");
    }
    if (record.value() == null) {
      return;
    }
    try {
      out.collect(codec.decode(record.value()));
    } catch (UnreadableRecordException e) {
      throw new IOException(
          "record "
              + record.topic()
              + "/"
              + record.partition()
              + "@"
              + record.offset()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public TypeInformation<V> getProducedType() {
    return topic.type();
  }
}
