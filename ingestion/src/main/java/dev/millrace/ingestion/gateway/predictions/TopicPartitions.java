package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** All partitions of a topic, those included that are added while it is read. */
public final class TopicPartitions {

  /** How old a consumer's idea of a topic's partitions may become. */
  static final int REFRESH_MILLIS = 30_000;

  private TopicPartitions() {}

  /**
   * The partitions of now, in order.
   *
   * @throws IllegalStateException where the brokers do not have the topic
   */
  public static List<TopicPartition> of(Consumer<?, ?> consumer, Topic<?> topic) {
    @Nullable List<PartitionInfo> found = consumer.partitionsFor(topic.name());
    if (found == null || found.isEmpty()) {
      throw new IllegalStateException(
          "the brokers have no topic " + topic.name() + ": create the topics of the catalogue");
    }
    return found.stream()
        .map(PartitionInfo::partition)
        .sorted()
        .map(partition -> new TopicPartition(topic.name(), partition))
        .toList();
  }

  /** Takes partitions in that the consumer does not read yet, from their beginning on. */
  static void takeNew(Consumer<?, ?> consumer, Topic<?> topic) {
    List<TopicPartition> added = new ArrayList<>(of(consumer, topic));
    added.removeAll(consumer.assignment());
    if (!added.isEmpty()) {
      List<TopicPartition> all = new ArrayList<>(consumer.assignment());
      all.addAll(added);
      consumer.assign(all);
      consumer.seekToBeginning(added);
    }
  }
}
