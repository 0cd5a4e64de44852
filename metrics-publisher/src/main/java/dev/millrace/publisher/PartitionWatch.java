package dev.millrace.publisher;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Looks now and then whether the topics of metrics have other partitions than when it began. */
final class PartitionWatch {

  /** Topics may get more partitions while somebody reads them. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final InstantSource clock;
  private Instant next;

  /**
   * Begins now.
   *
   * @param partitions that the consumer reads
   */
  PartitionWatch(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, InstantSource clock) {
    this.consumer = consumer;
    this.partitions = partitions;
    this.clock = clock;
    this.next = clock.instant().plus(BETWEEN_LOOKS);
  }

  /** Asks the brokers once a minute, however often it is asked itself. */
  boolean sawOthers() {
    if (!clock.instant().isAfter(next)) {
      return false;
    }
    next = clock.instant().plus(BETWEEN_LOOKS);
    return !KafkaSource.partitions(consumer).equals(partitions);
  }
}
