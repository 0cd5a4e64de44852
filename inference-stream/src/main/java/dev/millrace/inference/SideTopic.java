package dev.millrace.inference;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.runtime.Omissions;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records that come beside the terminal ones. They are no part of checkpoints: what is not
 * written when the process dies is not written again. The producer is opened when it is prepared,
 * or for the first record: most factories stream nothing.
 *
 * <p><i>Threads</i>: may be used by many. Where the brokers, the topic or the registry are away,
 * one writer is held up; what comes within {@link #BREATH} of that is left out at once.
 *
 * <p><i>Failure</i>: a record that cannot be written is left out, and counted. Nothing is thrown.
 *
 * @param <V> type of the values
 */
final class SideTopic<V extends SpecificRecord> implements AutoCloseable {

  /** How long nothing is tried after a writer was held up in vain. */
  static final Duration BREATH = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(SideTopic.class);

  private static final int LINGER_MILLIS = 2;

  /** Requests to a broker within the time for one delivery. */
  private static final int REQUESTS = 5;

  private final Topic<V> topic;
  private final Patience patience;
  private final Means<V> means;
  private final Omissions unwritten;
  private volatile Instant tryAgainAt = Instant.MIN;
  private @Nullable Producer<byte[], byte[]> producer;
  private boolean closed;

  /** Where a record goes within its topic. */
  @FunctionalInterface
  interface Address {
    ProducerRecord<byte[], byte[]> record(Topic<?> topic, byte[] value);
  }

  /**
   * What the brokers are given.
   *
   * @param block longest time that a writer waits for the topic to be found, or for room
   * @param delivery how long a record waits for brokers that are away
   * @param lastWrites time for them at a stop
   * @param bufferBytes what waits for the brokers at most
   */
  record Patience(Duration block, Duration delivery, Duration lastWrites, long bufferBytes) {

    /** Nobody reads along any more after a few seconds, and the predictions say the same. */
    static final Patience WITH_PIECES =
        new Patience(
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            8L * 1024 * 1024);

    /** What was paid for, and stands nowhere else. */
    static final Patience WITH_OUTCOMES =
        new Patience(
            Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofSeconds(5), 32L * 1024 * 1024);
  }

  /**
   * What it takes to write.
   *
   * @param producers asked for one at most, and again where there was none
   */
  record Means<V extends SpecificRecord>(
      AvroCodec<V> codec, Supplier<Producer<byte[], byte[]>> producers, InstantSource clock) {}

  SideTopic(Topic<V> topic, Patience patience, Means<V> means) {
    this.topic = topic;
    this.patience = patience;
    this.means = means;
    this.unwritten = Omissions.losses("records of " + topic.name(), means.clock());
  }

  /** The topic at the brokers. */
  static <V extends SpecificRecord> SideTopic<V> at(
      KafkaConnection kafka, SchemaRegistry registry, Topic<V> topic, Patience patience) {
    return new SideTopic<>(
        topic,
        patience,
        new Means<>(
            new AvroCodec<>(topic, registry),
            () -> producer(kafka, topic, patience),
            InstantSource.system()));
  }

  private static Producer<byte[], byte[]> producer(
      KafkaConnection kafka, Topic<?> topic, Patience patience) {
    long delivery = patience.delivery().toMillis();
    Map<String, Object> properties = kafka.properties("inference-" + topic.name());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, patience.bufferBytes());
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.block().toMillis());
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) delivery);
    // A producer that is closed waits out the request that is under way, whatever it is told.
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) (delivery / REQUESTS));
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, InferenceJob.MAX_REQUEST_BYTES);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Makes the registry unnecessary for all that is written.
   *
   * @throws dev.millrace.schemas.registry.RegistryException where it is away now
   */
  SideTopic<V> registered() {
    means.codec().register();
    return this;
  }

  /**
   * Has all found that the first record would wait for. What cannot be found now is looked for with
   * that record.
   */
  void prepare() {
    try {
      means.codec().register();
      Producer<byte[], byte[]> open = opened();
      if (open != null) {
        List<PartitionInfo> unused = open.partitionsFor(topic.name());
      }
    } catch (RuntimeException e) {
      LOG.debug("{} is not found ahead of its first record", topic.name(), e);
    }
  }

  /** Writes one record, or leaves it out. */
  void write(Address to, V value) {
    if (means.clock().instant().isBefore(tryAgainAt)) {
      leaveOut("one before could not be written");
      return;
    }
    try {
      // The registry is asked, and the brokers waited for, without the lock: a stop needs it.
      ProducerRecord<byte[], byte[]> record = to.record(topic, means.codec().encode(value));
      Producer<byte[], byte[]> open = opened();
      if (open == null) {
        leaveOut("the job is being stopped");
      } else {
        send(open, record);
      }
    } catch (RuntimeException e) {
      breathe();
      leaveOut(reason(e));
    }
  }

  private void send(Producer<byte[], byte[]> open, ProducerRecord<byte[], byte[]> record) {
    CompletableFuture<RecordMetadata> written = new CompletableFuture<>();
    Future<?> unused =
        open.send(
            record,
            (place, failure) -> {
              if (failure == null) {
                written.complete(place);
              } else {
                written.completeExceptionally(failure);
              }
            });
    // Kafka tells of a topic that it could not find as if the brokers had refused the record.
    if (written.isCompletedExceptionally()) {
      breathe();
    }
    CompletableFuture<?> unusedEnd =
        written.whenComplete(
            (place, failure) -> {
              if (failure != null) {
                leaveOut(reason(failure));
              }
            });
  }

  /** One more that is not written. */
  void leaveOut(String why) {
    unwritten.add(why);
  }

  /** Records that were left out. */
  long unwritten() {
    return unwritten.count();
  }

  private synchronized @Nullable Producer<byte[], byte[]> opened() {
    if (producer == null && !closed) {
      producer = means.producers().get();
    }
    return closed ? null : producer;
  }

  private void breathe() {
    tryAgainAt = means.clock().instant().plus(BREATH);
  }

  private static String reason(Throwable failure) {
    return "they could not be written (" + failure.getClass().getSimpleName() + ")";
  }

  @Override
  public void close() {
    Producer<byte[], byte[]> last;
    synchronized (this) {
      closed = true;
      last = producer;
    }
    if (last != null) {
      last.close(patience.lastWrites());
    }
    unwritten.close();
  }
}
