package dev.millrace.platform.kafka;

import dev.millrace.platform.settings.SettingsReader;

/**
 * Settings of the creation of topics.
 *
 * @param sizes how many partitions and copies
 */
public record TopicsSettings(KafkaConnection kafka, TopicSizes sizes) {

  private static final int MOST_PARTITIONS = 10_000;
  private static final int MOST_COPIES = 16;

  /** Reads {@code kafka.*} and {@code topics.*}. */
  public static TopicsSettings from(SettingsReader settings) {
    return new TopicsSettings(
        KafkaConnection.from(settings),
        new TopicSizes(
            settings.integer("topics.replication", 1, 1, MOST_COPIES),
            settings.integer(
                "topics.traffic-partitions", TopicSizes.CATALOGUE, 1, MOST_PARTITIONS)));
  }
}
