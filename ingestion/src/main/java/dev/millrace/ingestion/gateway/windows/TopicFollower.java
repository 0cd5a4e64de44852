package dev.millrace.ingestion.gateway.windows;

import dev.millrace.ingestion.gateway.predictions.TopicPartitions;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a topic, from the oldest record that it keeps.
 *
 * <p><i>Threads</i>: one of its own.
 *
 * <p><i>Failure</i>: what cannot be read is logged and passed over. While the brokers, the registry
 * or the disk fail it stays where it is.
 */
public final class TopicFollower<T extends SpecificRecord> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** Between attempts while something is away. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration STOP = Duration.ofSeconds(5);

  private final Topic<T> topic;
  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final AvroCodec<T> codec;
  private final Consumer<List<Entry<T>>> to;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Where the records end that were written before the start. */
  private final Map<TopicPartition, Long> formerEnds;

  /** What was handed on. */
  private final Map<TopicPartition, Long> done = new HashMap<>();

  private volatile boolean caughtUp;

  /** A record, and its bytes. */
  public record Entry<T>(T record, byte[] value) {}

  /**
   * Begins to follow.
   *
   * @param consumer taken over
   * @param to takes records in the order of their partition, some of them perhaps twice; where it
   *     fails, it gets them again
   */
  public TopicFollower(
      Topic<T> topic,
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      AvroCodec<T> codec,
      Consumer<List<Entry<T>>> to) {
    this.topic = topic;
    this.consumer = consumer;
    this.codec = codec;
    this.to = to;
    try {
      List<TopicPartition> all = TopicPartitions.of(consumer, topic);
      consumer.assign(all);
      consumer.seekToBeginning(all);
      this.formerEnds = consumer.endOffsets(all);
      all.forEach(partition -> done.put(partition, consumer.position(partition)));
      caughtUp = hasPassedFormerEnds();
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    thread = new Thread(this::follow, "gateway-" + topic.name());
    thread.setDaemon(true);
    thread.start();
  }

  /** A consumer for it. */
  public static org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer(
      KafkaConnection kafka, Topic<?> topic) {
    Map<String, Object> properties = kafka.properties("gateway-" + topic.name());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Whether everything that was written before the start was handed on. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  private void follow() {
    while (closing.getCount() > 0) {
      try {
        take(consumer.poll(POLL));
        caughtUp |= hasPassedFormerEnds();
      } catch (WakeupException e) {
        LOG.debug("the gateway stops following {}", topic.name());
      } catch (RuntimeException e) {
        LOG.warn("the gateway cannot follow {} and tries again in {}", topic.name(), PAUSE, e);
        done.forEach(consumer::seek);
        rest();
      }
    }
    consumer.close();
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    List<Entry<T>> entries = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.value() == null) {
        continue;
      }
      try {
        entries.add(new Entry<>(codec.decode(record.value()), record.value()));
      } catch (UnreadableRecordException e) {
        LOG.warn(
            "{}-{}@{} cannot be read and is passed over",
            record.topic(),
            record.partition(),
            record.offset(),
            e);
      }
    }
    to.accept(entries);
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
      LOG.debug("the follower of {} was interrupted", topic.name(), e);
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
