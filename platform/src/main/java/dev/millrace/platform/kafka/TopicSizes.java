package dev.millrace.platform.kafka;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;

/**
 * How large topics are made.
 *
 * @param replication copies of each partition; a write needs all but one of them, and at least one
 * @param trafficPartitions partitions of the topics that carry traffic: those of which the
 *     catalogue wants more than one
 */
public record TopicSizes(int replication, int trafficPartitions) {

  /** What the catalogue says of the topics that carry traffic. */
  static final int CATALOGUE = Topics.RAW_EVENTS.partitions();

  public TopicSizes {
    if (replication < 1 || trafficPartitions < 1) {
      throw new IllegalArgumentException(
          "a topic has 1 copy and 1 partition at least, got "
              + replication
              + " and "
              + trafficPartitions);
    }
  }

  /** As many partitions as the catalogue says. */
  static TopicSizes ofCatalogue(int replication) {
    return new TopicSizes(replication, CATALOGUE);
  }

  /** Of one topic; what every instance reads whole stays one. */
  int partitions(Topic<?> topic) {
    return topic.partitions() == 1 ? 1 : trafficPartitions;
  }
}
