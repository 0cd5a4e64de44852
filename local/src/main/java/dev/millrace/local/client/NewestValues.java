package dev.millrace.local.client;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/** What a compacted topic holds: the newest value of each key, as its bytes. */
final class NewestValues {

  private NewestValues() {}

  /**
   * The same, decoded, in the order of the keys; what cannot be read is passed over, so that it can
   * be replaced.
   */
  static <V extends SpecificRecord> Map<String, V> readable(FactoryTopics factory, Topic<V> topic) {
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

  /**
   * The same, all of them.
   *
   * @throws SerializationException where one cannot be read
   */
  static <V extends SpecificRecord> Map<String, V> all(FactoryTopics factory, Topic<V> topic) {
    AvroCodec<V> codec = new AvroCodec<>(topic, factory.registry());
    Map<String, V> all = new TreeMap<>();
    of(factory, topic)
        .forEach(
            (key, value) -> {
              try {
                all.put(key, codec.decode(value));
              } catch (UnreadableRecordException e) {
                throw new SerializationException(
                    "a value of " + topic.name() + " cannot be read", e);
              }
            });
    return all;
  }

  /** Reads the topic to its present end; a record without a key is none of it. */
  static Map<String, byte[]> of(FactoryTopics factory, Topic<?> topic) {
    return factory.topics().newest(topic);
  }
}
