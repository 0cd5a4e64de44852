package dev.millrace.local.client;

import dev.millrace.schemas.Topic;
import java.util.HashMap;
import java.util.Map;

/** What a compacted topic holds: the newest value of each key, as its bytes. */
final class NewestValues {

  private NewestValues() {}

  /** Reads the topic to its present end. */
  static Map<String, byte[]> of(RunningFactory factory, Topic<?> topic) {
    Map<String, byte[]> values = new HashMap<>();
    factory
        .topics()
        .readRaw(
            topic,
            record -> {
              if (record.value() == null) {
                values.remove(record.key());
              } else {
                values.put(record.key(), record.value());
              }
            });
    return values;
  }
}
