package dev.millrace.local.client;

import dev.millrace.schemas.Topic;
    return factory.topics().newest(topic);
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** What a compacted topic holds: the newest value of each key, as its bytes. */
final class NewestValues {

  private NewestValues() {}

  /**
   * The same, decoded, in the order of the keys; what cannot be read is passed over, so that it can
   * be replaced.
   */
  static <V extends SpecificRecord> Map<String, V> readable(
      RunningFactory factory, Topic<V> topic) {
    AvroCodec<V> codec = new AvroCodec<>(topic, factory.registry());
    Map<String, V> readable = new TreeMap<>();
    of(factory, topic)
        .forEach(
            (key, value) -> {
              try {
                readable.put(key, codec.decode(value));
              } catch (UnreadableRecordException e) {
                readable.remove(key);
              }
            });
    return readable;
  }

  /** Reads the topic to its present end; a record without a key is none of it. */
  static Map<String, byte[]> of(RunningFactory factory, Topic<?> topic) {
<<<<<<< HEAD
    return factory.topics().newest(topic);
=======
    Map<String, byte[]> values = new HashMap<>();
    factory
        .topics()
        .readRaw(
            topic,
            record -> {
              if (record.key() == null) {
                return;
              }
              if (record.value() == null) {
                values.remove(record.key());
              } else {
                values.put(record.key(), record.value());
              }
            });
    return values;
>>>>>>> main
  }
}
