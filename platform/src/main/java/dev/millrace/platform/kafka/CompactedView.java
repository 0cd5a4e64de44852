package dev.millrace.platform.kafka;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest value of each key of a compacted topic, in memory: how jobs follow what they all must
 * know.
 *
 * <p><i>Shape</i>: opening reads the topic to its end; afterwards a thread keeps up with it.
 *
 * <p><i>Threads</i>: one of its own; all methods may be called by many at once.
 *
 * <p><i>Failure</i>: a value that cannot be read is logged and the one before it stays in force.
 *
 * @param <V> type of the values
 */
public final class CompactedView<V extends SpecificRecord> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CompactedView.class);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Topic<V> topic;
  private final AvroCodec<V> codec;
  private final Consumer<String, byte[]> consumer;
  private final List<TopicPartition> partitions;
  private final Map<String, V> values = new ConcurrentHashMap<>();
  private final Thread follower;
  private volatile boolean closed;

  /**
   * Guards the consumer, which is not for many threads; fair, so that {@link #catchUp()} gets its
   * turn.
   */
  private final ReentrantLock turn = new ReentrantLock(true);

  CompactedView(Topic<V> topic, AvroCodec<V> codec, Consumer<String, byte[]> consumer) {
    this.topic = topic;
    this.codec = codec;
    this.consumer = consumer;
    this.partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    catchUp();
    this.follower = new Thread(this::follow, "view-" + topic.name());
    follower.setDaemon(true);
  }

  /** Reads the topic to its end and begins to follow it. */
  public static <V extends SpecificRecord> CompactedView<V> open(
      Topic<V> topic, KafkaConnection kafka, SchemaRegistry registry) {
    Map<String, Object> properties = kafka.properties("view-" + topic.name());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    CompactedView<V> view =
        new CompactedView<>(
            topic,
            new AvroCodec<>(topic, registry),
            new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer()));
    view.follower.start();
    return view;
  }

  /** The value as far as it is known here; a change reaches the view within milliseconds. */
  public Optional<V> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /**
   * The value, and if there is none, the value after reading whatever was written up to now: a key
   * written before this call is found.
   */
  public Optional<V> findFresh(String key) {
    Optional<V> known = find(key);
    if (known.isPresent()) {
      return known;
    }
    catchUp();
    return find(key);
  }

  /** All values as far as they are known here. */
  public Collection<V> values() {
    return List.copyOf(values.values());
  }

  /** All values whose key begins so. */
  public Stream<V> startingWith(String prefix) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .map(Map.Entry::getValue);
  }

  /** Reads everything that was written before this call. */
  public void catchUp() {
    turn.lock();
    try {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(POLL).forEach(this::take);
      }
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    turn.lock();
    try {
      consumer.close();
    } finally {
      turn.unlock();
    }
  }

  private void follow() {
    while (!closed) {
      turn.lock();
      try {
        if (!closed) {
          consumer.poll(POLL).forEach(this::take);
        }
      } catch (RuntimeException e) {
        LOG.warn(
            "the view of {} cannot be brought up to date and goes on as it is", topic.name(), e);
      } finally {
        turn.unlock();
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null) {
      LOG.warn(
          "{}-{}@{} has no key and is passed over",
          record.topic(),
          record.partition(),
          record.offset());
    } else if (record.value() == null) {
      values.remove(record.key());
    } else {
      try {
        values.put(record.key(), codec.decode(record.value()));
      } catch (UnreadableRecordException e) {
        LOG.warn(
            "{}-{}@{} cannot be read and is passed over",
            record.topic(),
            record.partition(),
            record.offset(),
            e);
      }
    }
  }
}
