package dev.millrace.ingestion.gateway.spending;

import dev.millrace.ingestion.gateway.predictions.TopicPartitions;
import dev.millrace.record.CostMetric;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what windows cost, from the oldest that is kept.
 *
 * <p><i>Threads</i>: one of its own.
 *
 * <p><i>Failure</i>: what cannot be read is logged and passed over. While the brokers, the registry
 * or the disk fail it stays where it is.
 */
final class CostFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CostFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** Between attempts while something is away. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration STOP = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final AvroCodec<CostMetric> codec;
  private final CostIndex index;
  private final Thread thread = new Thread(this::follow, "gateway-costs");
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Where the windows end that were written before the start. */
  private final Map<TopicPartition, Long> formerEnds;

  /** What the index holds. */
  private final Map<TopicPartition, Long> done = new HashMap<>();

  private volatile boolean caughtUp;

  /**
   * Begins to follow.
   *
   * @param consumer taken over
   */
  CostFollower(Consumer<byte[], byte[]> consumer, AvroCodec<CostMetric> codec, CostIndex index) {
    this.consumer = consumer;
    this.codec = codec;
    this.index = index;
    try {
      List<TopicPartition> all = TopicPartitions.of(consumer, Topics.COST_METRICS);
      consumer.assign(all);
      consumer.seekToBeginning(all);
      this.formerEnds = consumer.endOffsets(all);
      all.forEach(partition -> done.put(partition, consumer.position(partition)));
      caughtUp = hasPassedFormerEnds();
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether everything that was written before the start is in the index. */
  boolean isCaughtUp() {
    return caughtUp;
  }

  private void follow() {
    while (closing.getCount() > 0) {
      try {
        take(consumer.poll(POLL));
        caughtUp |= hasPassedFormerEnds();
      } catch (WakeupException e) {
        LOG.debug("the gateway stops following costs");
      } catch (RuntimeException e) {
        LOG.warn("the gateway cannot follow costs and tries again in {}", PAUSE, e);
        done.forEach(consumer::seek);
        rest();
      }
    }
    consumer.close();
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    List<CostIndex.Entry> entries = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.value() == null) {
        continue;
      }
      try {
        entries.add(new CostIndex.Entry(codec.decode(record.value()), record.value()));
      } catch (UnreadableRecordException e) {
        LOG.warn(
            "{}-{}@{} cannot be read and is passed over",
            record.topic(),
            record.partition(),
            record.offset(),
            e);
      }
    }
    index.add(entries);
    for (TopicPartition partition : records.partitions()) {
      done.put(partition, consumer.position(partition));
    }
  }

  private boolean hasPassedFormerEnds() {
    return formerEnds.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private void rest() {
    try {
      closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Nobody but close() ends this thread.
      LOG.debug("the follower of costs was interrupted", e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join(STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
