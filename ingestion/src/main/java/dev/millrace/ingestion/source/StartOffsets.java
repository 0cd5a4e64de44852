package dev.millrace.ingestion.source;

import dev.millrace.record.SourceStart;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the first record of partitions that the group has not read yet.
 *
 * <p><i>Shape</i>: the oldest there is; or the first since the spec was applied, which is the same
 * record for whoever looks, and whenever: no record between the spec and its feed is passed over.
 *
 * <p>What is found is to be committed, so that it is not looked for again.
 *
 * <p><i>Threads</i>: the consumer's.
 *
 * @param appliedAt when the spec was applied
 */
record StartOffsets(
    Consumer<?, ?> consumer,
    SourceStart start,
    Instant appliedAt,
    Map<TopicPartition, OffsetAndMetadata> found)
    implements ConsumerRebalanceListener {

  StartOffsets(Consumer<?, ?> consumer, SourceStart start, Instant appliedAt) {
    this(consumer, start, appliedAt, new HashMap<>());
  }

  /** What was found since the last call. */
  Map<TopicPartition, OffsetAndMetadata> take() {
    Map<TopicPartition, OffsetAndMetadata> taken = new HashMap<>(found);
    found.clear();
    return taken;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        consumer.committed(new HashSet<>(partitions));
    List<TopicPartition> unread =
        partitions.stream().filter(partition -> committed.get(partition) == null).toList();
    if (unread.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> first =
        switch (start) {
          case BEGINNING -> consumer.beginningOffsets(unread);
          case NOW -> sinceApplied(unread);
        };
    first.forEach(
        (partition, offset) -> {
          consumer.seek(partition, offset);
          found.put(partition, new OffsetAndMetadata(offset));
        });
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    found.keySet().removeAll(Set.copyOf(partitions));
  }

  private Map<TopicPartition, Long> sinceApplied(List<TopicPartition> partitions) {
    Map<TopicPartition, Long> offsets = new HashMap<>(consumer.endOffsets(partitions));
    consumer
        .offsetsForTimes(
            partitions.stream()
                .collect(Collectors.toMap(one -> one, one -> appliedAt.toEpochMilli())))
        .forEach(
            (partition, first) -> {
              if (first != null) {
                offsets.put(partition, first.offset());
              }
            });
    return offsets;
  }
}
