package dev.millrace.local.client;

import dev.millrace.schemas.Topic;
import java.util.Map;

/** What a compacted topic holds: the newest value of each key, as its bytes. */
final class NewestValues {

  private NewestValues() {}

  /** Reads the topic to its present end. */
  static Map<String, byte[]> of(RunningFactory factory, Topic<?> topic) {
    return factory.topics().newest(topic);
  }
}
