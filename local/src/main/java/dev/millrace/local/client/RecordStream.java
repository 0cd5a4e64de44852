package dev.millrace.local.client;

import dev.millrace.console.letters.RecordSource;
import dev.millrace.platform.kafka.ReadableRecords;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** The readable records of a factory's topics; of the others it warns. */
public final class RecordStream implements RecordSource {

  private final RecordSource whole;
  private final TopicReader topics;
  private final SchemaRegistry registry;
  private final Consumer<String> warnings;

  /**
   * Reads the topics of a factory.
   *
   * @param warnings is told of each record that cannot be read
   */
  public RecordStream(RunningFactory factory, Consumer<String> warnings) {
    this.whole = factory.brokers().records(warnings);
    this.topics = factory.topics();
    this.registry = factory.registry();
    this.warnings = warnings;
  }

  @Override
  public <V extends SpecificRecord> void readPlaced(Topic<V> topic, Placed<V> to) {
    whole.readPlaced(topic, to);
  }

  /** Gives every value from the beginning, and then the new ones, until told to stop. */
  public <V extends SpecificRecord> void follow(
      Topic<V> topic, BooleanSupplier goOn, Consumer<V> to) {
    topics.followRaw(topic, goOn, new ReadableRecords<>(topic, registry, to, warnings));
  }

  /** The offset behind the last record of each partition. */
  Map<Integer, Long> ends(Topic<?> topic) {
    return topics.ends(topic);
  }

  /**
   * Gives the values behind those that were given before.
   *
   * @param next first offset to read, by partition; moves on
   */
  <V extends SpecificRecord> void readOn(Topic<V> topic, Map<Integer, Long> next, Consumer<V> to) {
    ReadableRecords<V> readable = new ReadableRecords<>(topic, registry, to, warnings);
    topics.readRawFrom(
        topic,
        Map.copyOf(next),
        record -> {
          next.merge(record.partition(), record.offset() + 1, Math::max);
          readable.accept(record);
        });
  }
}
