package dev.millrace.console.letters;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.ReadableRecords;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** The brokers of a factory, and the registry that says what is on them. */
public record Brokers(KafkaConnection kafka, SchemaRegistry registry) {

  /**
   * Reads their topics.
   *
   * @param warnings is told of each record that cannot be read
   */
  public RecordSource records(Consumer<String> warnings) {
    TopicReader topics = new TopicReader(kafka, registry);
    return new RecordSource() {
      @Override
      public <V extends SpecificRecord> void readPlaced(Topic<V> topic, Placed<V> to) {
        topics.readRaw(
            topic,
            ReadableRecords.placed(
                topic,
                registry,
                (record, value) -> to.take(record.partition(), record.offset(), value),
                warnings));
      }
    };
  }
}
