package dev.millrace.publisher;

import dev.millrace.record.Alert;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic {@code alerts}, from the group's offsets on. A first life begins at its end, and says
 * so at once: what rang before anybody wanted to be told is history.
 *
 * <p><i>Failure</i>: a value that cannot be read is passed over and named by its place in the log.
 */
final class KafkaOutbox implements Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaOutbox.class);

  /** Brokers forget offsets that nobody commits for a week. */
  private static final Duration BETWEEN_COMMITS = Duration.ofHours(1);

  private final Consumer<byte[], byte[]> consumer;
  private final AvroCodec<Alert> codec;
  private final InstantSource clock;
  private final Queue<ConsumerRecord<byte[], byte[]>> read = new ArrayDeque<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private Instant nextCommit = Instant.MIN;

  /**
   * Of a group.
   *
   * @param consumer with all partitions assigned; it stays the caller's
   */
  KafkaOutbox(Consumer<byte[], byte[]> consumer, AvroCodec<Alert> codec, InstantSource clock) {
    this.consumer = consumer;
    this.codec = codec;
    this.clock = clock;
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    consumer
        .committed(consumer.assignment())
        .forEach(
            (partition, offset) ->
                consumer.seek(
                    partition,
                    offset == null ? ends.getOrDefault(partition, 0L) : offset.offset()));
    commit();
  }

  @Override
  public Optional<Alert> next(Duration longest) {
    if (read.isEmpty()) {
      if (isMoved() || !clock.instant().isBefore(nextCommit)) {
        commit();
      }
      consumer.poll(longest).forEach(read::add);
    }
    for (ConsumerRecord<byte[], byte[]> record = read.peek();
        record != null;
        record = read.peek()) {
      try {
        if (record.value() != null) {
          return Optional.of(codec.decode(record.value()));
        }
      } catch (UnreadableRecordException e) {
        LOG.error("{} of alerts cannot be read and is not sent", record.offset(), e);
      }
      read.remove();
    }
    return Optional.empty();
  }

  @Override
  public void taken() {
    ConsumerRecord<byte[], byte[]> record = read.remove();
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    consumer.commitSync(Map.of(partition, new OffsetAndMetadata(record.offset() + 1)));
    committed.put(partition, record.offset() + 1);
  }

  @Override
  public void stay() {
    if (clock.instant().isBefore(nextCommit)) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> same = new HashMap<>();
    committed.forEach((partition, offset) -> same.put(partition, new OffsetAndMetadata(offset)));
    consumer.commitSync(same);
    nextCommit = clock.instant().plus(BETWEEN_COMMITS);
  }

  @Override
  public long waiting() {
    return read.size()
        + consumer.assignment().stream()
            .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
            .sum();
  }

  /** Behind what was polled, marks of transactions included: all of it is done with. */
  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      long position = consumer.position(partition);
      positions.put(partition, new OffsetAndMetadata(position));
      committed.put(partition, position);
    }
    consumer.commitSync(positions);
    nextCommit = clock.instant().plus(BETWEEN_COMMITS);
  }

  private boolean isMoved() {
    return consumer.assignment().stream()
        .anyMatch(
            partition -> consumer.position(partition) != committed.getOrDefault(partition, 0L));
  }
}
