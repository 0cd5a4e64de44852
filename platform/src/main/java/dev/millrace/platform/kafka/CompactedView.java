package dev.millrace.platform.kafka;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.registry.RegistryException;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest value of each key of a compacted topic, in memory: how jobs follow what they all must
 * know.
 *
 * <p><i>Shape</i>: opening reads the topic to its end; afterwards a thread keeps up with it.
 *
 * <p><i>Threads</i>: one of its own, which alone uses the consumer; all methods may be called by
 * many at once, and those who wait at the same time share one look at the brokers.
 *
 * <p><i>Failure</i>: a value that cannot be read is logged and the one before it stays in force.
 * Brokers or a registry that are away are asked again; until then the view stays as it is, and who
 * wants it fresh gets a {@link KafkaException}.
 *
 * @param <V> type of the values
 */
public final class CompactedView<V extends SpecificRecord> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CompactedView.class);

  /** Longest wait for news; whoever wants a fresh view or its end cuts it short. */
  private static final Duration POLL = Duration.ofMillis(500);

  /** Between attempts while the brokers or the registry are away. */
  private static final long PAUSE_MILLIS = 1_000;

  private static final long STOP_MILLIS = 5_000;

  private final Topic<V> topic;
  private final Consumer<String, byte[]> consumer;
  private final TopicEnds ends;
  private final List<TopicPartition> partitions;
  private final ViewedValues<V> values;
  private final FreshnessQueue waiting;
  private final LongSupplier nanos;

  /** All that was written before this moment has been read. */
  private volatile long freshNanos;

  private final Thread follower;
  private final CountDownLatch closing = new CountDownLatch(1);

  private CompactedView(
      Topic<V> topic,
      AvroCodec<V> codec,
      Consumer<String, byte[]> consumer,
      TopicEnds ends,
      LongSupplier nanos) {
    this.topic = topic;
    this.values = new ViewedValues<>(codec);
    this.waiting = new FreshnessQueue(consumer::wakeup);
    this.consumer = consumer;
    this.ends = ends;
    this.nanos = nanos;
    this.partitions = Partitions.of(consumer, topic);
    this.follower = new Thread(this::follow, "view-" + topic.name());
    follower.setDaemon(true);
  }

  /**
   * Reads the topic to its end and begins to follow it.
   *
   * @throws IllegalStateException where the brokers do not have the topic
   */
  public static <V extends SpecificRecord> CompactedView<V> open(
      Topic<V> topic, KafkaConnection kafka, SchemaRegistry registry) {
    Map<String, Object> properties = kafka.properties("view-" + topic.name());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return open(
        topic,
        new AvroCodec<>(topic, registry),
        () ->
            new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer()),
        System::nanoTime);
  }

  /** The same with consumers that the view takes over. */
  static <V extends SpecificRecord> CompactedView<V> open(
      Topic<V> topic,
      AvroCodec<V> codec,
      Supplier<Consumer<String, byte[]>> consumers,
      LongSupplier nanos) {
    Consumer<String, byte[]> consumer = consumers.get();
    try {
      CompactedView<V> view =
          new CompactedView<>(topic, codec, consumer, new TopicEnds(consumers), nanos);
      consumer.assign(view.partitions);
      consumer.seekToBeginning(view.partitions);
      view.readToEnd(() -> consumer.endOffsets(view.partitions));
      view.follower.start();
      return view;
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** The value as far as it is known here; a change reaches the view within milliseconds. */
  public Optional<V> find(String key) {
    return values.find(key);
  }

  /**
   * The value, and if there is none, the value after reading whatever was written up to now: a key
   * written before this call is found.
   */
  public Optional<V> findFresh(String key) {
    Optional<V> known = find(key);
    if (known.isEmpty()) {
      catchUp();
      return find(key);
    }
    return known;
  }

  /**
   * The value, and if there is none, the value after {@link #catchUp(Duration)}: a key that was
   * written at least so long before this call is found.
   */
  public Optional<V> findFresh(String key, Duration age) {
    Optional<V> known = find(key);
    if (known.isEmpty()) {
      catchUp(age);
      return find(key);
    }
    return known;
  }

  /**
   * The same as {@link #findFresh(String)} for callers that must not block. What depends on the
   * stage is run by the view's thread, so it has to be short.
   */
  public CompletionStage<Optional<V>> findFreshLater(String key) {
    Optional<V> known = find(key);
    return known.isPresent()
        ? CompletableFuture.completedFuture(known)
        : caughtUp().thenApply(done -> find(key));
  }

  /**
   * Another number whenever a value has changed. Who keeps something that is made of the values
   * asks for it before reading them: then a change meanwhile is seen the next time.
   */
  public long changes() {
    return values.changes();
  }

  /** Whether no key has a value, as far as it is known here. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /**
   * Keys that have a value which cannot be read, where none from before is in force: who must not
   * take it for none asks for them.
   */
  public Set<String> unknownKeys() {
    return values.unknownKeys();
  }

  /** All values as far as they are known here. */
  public Collection<V> values() {
    return values.all();
  }

  /** All values whose key begins so. */
  public Stream<V> startingWith(String prefix) {
    return values.startingWith(prefix);
  }

  /** Reads everything that was written before this call. */
  public void catchUp() {
    try {
      caughtUp().get();
    } catch (ExecutionException e) {
      throw new KafkaException(
          "the view of " + topic.name() + " cannot be brought up to date", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /**
   * Reads what was written at least so long before this call: the brokers are asked once in that
   * time, however many ask here, so that a crowd who want what is not there does not stand in line.
   */
  public void catchUp(Duration age) {
    if (nanos.getAsLong() - freshNanos >= age.toNanos()) {
      catchUp();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    ends.wakeup();
    try {
      follower.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<Void> caughtUp() {
    CompletableFuture<Void> done = waiting.join();
    if (isClosed()) {
      // The follower may have looked for the last time.
      refuse(waiting.left());
    } else {
      waiting.wake();
    }
    return done;
  }

  private void follow() {
    while (!isClosed()) {
      List<CompletableFuture<Void>> served = waiting.next();
      try {
        if (served.isEmpty()) {
          poll();
        } else {
          readToEnd(() -> ends.of(partitions));
          served.forEach(one -> one.complete(null));
        }
      } catch (WakeupException e) {
        refuse(served);
      } catch (RuntimeException e) {
        LOG.warn("the view of {} cannot be brought up to date, it stays as it is", topic.name(), e);
        served.forEach(one -> one.completeExceptionally(e));
        rest();
      }
    }
    consumer.close();
    ends.close();
    refuse(waiting.left());
  }

  /**
   * Reads what is committed by now; to be woken in the middle only makes it begin again.
   *
   * @param asked tells where that ends
   */
  private void readToEnd(Supplier<Map<TopicPartition, Long>> asked) {
    long begunNanos = nanos.getAsLong();
    @Nullable Map<TopicPartition, Long> end = null;
    while (end == null || isBehind(end)) {
      try {
        if (end == null) {
          end = asked.get();
        } else {
          poll();
        }
      } catch (WakeupException e) {
        if (isClosed()) {
          throw e;
        }
      }
    }
    freshNanos = begunNanos;
  }

  private boolean isBehind(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }

  private void poll() {
    ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
    @Nullable RegistryException failure = null;
    for (TopicPartition partition : records.partitions()) {
      for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
        try {
          values.take(record);
        } catch (RegistryException e) {
          // Nobody knows yet whether it can be read: it is read again.
          consumer.seek(partition, record.offset());
          failure = e;
          break;
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private boolean isClosed() {
    return closing.getCount() == 0;
  }

  private void rest() {
    try {
      closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Nobody but close() ends this thread.
      LOG.debug("the view of {} was interrupted", topic.name(), e);
    }
  }

  private void refuse(List<CompletableFuture<Void>> those) {
    those.forEach(
        one ->
            one.completeExceptionally(
                new IllegalStateException("the view of " + topic.name() + " is closed")));
  }
}
