package dev.millrace.platform.kafka;

import dev.millrace.schemas.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Finds the partitions of a topic that has to be there. */
public final class Partitions {

  private Partitions() {}

  /**
   * All partitions, in order.
   *
   * @throws IllegalStateException where the brokers do not have the topic
   */
  public static List<TopicPartition> of(Consumer<?, ?> consumer, Topic<?> topic) {
    @Nullable List<PartitionInfo> found;
    try {
      found = consumer.partitionsFor(topic.name());
    } catch (UnknownTopicOrPartitionException e) {
      throw missing(topic, e);
    }
    if (found == null || found.isEmpty()) {
      throw missing(topic, null);
    }
    return found.stream()
        .map(PartitionInfo::partition)
        .sorted()
        .map(partition -> new TopicPartition(topic.name(), partition))
        .toList();
  }

  private static IllegalStateException missing(Topic<?> topic, @Nullable Throwable cause) {
    return new IllegalStateException(
        "the brokers have no topic "
            + topic.name()
            + ": create the topics of the catalogue first, and check kafka.bootstrap",
        cause);
  }
}
