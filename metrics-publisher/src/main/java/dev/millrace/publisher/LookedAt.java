package dev.millrace.publisher;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the lives before have looked at records, by the offsets of the group and the times in
 * their metadata, as of a moment when nobody writes.
 *
 * @param committed by partition; none where no life looked at it
 */
record LookedAt(
    Consumer<byte[], byte[]> consumer,
    List<TopicPartition> partitions,
    Map<TopicPartition, OffsetAndMetadata> committed) {

  /**
   * Asks for it.
   *
   * @param consumer of the group; it stays the caller's
   */
  static LookedAt by(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        new HashMap<>(consumer.committed(new HashSet<>(partitions)));
    committed.values().removeIf(Objects::isNull);
    return new LookedAt(consumer, partitions, committed);
  }

  /** Behind the last record, by partition; the end where nobody looked: before, it was history. */
  Map<String, Long> counted() {
    Map<String, Long> counted = new HashMap<>();
    consumer
        .endOffsets(partitions)
        .forEach((partition, end) -> counted.put(partition.toString(), end));
    committed.forEach((partition, mark) -> counted.put(partition.toString(), mark.offset()));
    return counted;
  }

  /**
   * Where to read from, by partition, to know what they knew.
   *
   * @param lookBack how long before the last life ended
   * @param now when it ended where there was none
   */
  Map<TopicPartition, Long> begins(Duration lookBack, Instant now) {
    Map<TopicPartition, Long> times = new HashMap<>();
    for (TopicPartition partition : partitions) {
      Instant ended =
          Optional.ofNullable(committed.get(partition))
              .flatMap(mark -> instant(mark.metadata()))
              .orElse(now);
      times.put(partition, ended.minus(lookBack).toEpochMilli());
    }
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    Map<TopicPartition, Long> begins = new HashMap<>(consumer.endOffsets(partitions));
    begins.replaceAll(
        (partition, end) -> {
          OffsetAndTimestamp first = found.get(partition);
          OffsetAndMetadata mark = committed.get(partition);
          return Math.min(first == null ? end : first.offset(), mark == null ? end : mark.offset());
        });
    return begins;
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
