package dev.millrace.inference;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.record.PredictionChunk;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes pieces of answers to their topic. The producer is opened for the first piece: most
 * factories stream nothing.
 *
 * <p><i>Failure</i>: a piece that cannot be written is dropped and counted: the terminal record has
 * it. Nothing is thrown.
 *
 * <p><i>Threads</i>: {@link #write} blocks for a moment while the brokers are away, and is for one
 * at a time.
 */
final class ChunkTopic implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChunkTopic.class);
  private static final String TRACE_HEADER = "traceparent";

  /** What waits for the brokers at most: later pieces are dropped. */
  private static final int BUFFER_BYTES = 8 * 1024 * 1024;

  /** So long at most a piece waits for the topic to be found, or for room in the buffer. */
  private static final int BLOCK_MILLIS = 200;

  /** Nobody reads along any more, after that. */
  private static final int DELIVERY_MILLIS = 10_000;

  /** A producer that is closed waits out the request that is under way, whatever it is told. */
  private static final int REQUEST_MILLIS = 2_000;

  private static final int LINGER_MILLIS = 2;

  /** Between two warnings about what was dropped. */
  private static final Duration QUIET = Duration.ofSeconds(30);

  private static final Duration LAST_WRITES = Duration.ofSeconds(1);

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final AvroCodec<PredictionChunk> codec;
  private final InstantSource clock;
  private final AtomicLong dropped = new AtomicLong();

  /** Not guarded by the monitor, which may be held while the producer waits for its own thread. */
  private final AtomicReference<Instant> warnAgainAt = new AtomicReference<>(Instant.MIN);

  private @Nullable Producer<byte[], byte[]> producer;
  private boolean closed;

  ChunkTopic(
      Supplier<Producer<byte[], byte[]>> producers, SchemaRegistry registry, InstantSource clock) {
    this.producers = producers;
    this.codec = new AvroCodec<>(Topics.PREDICTION_CHUNKS, registry);
    this.clock = clock;
  }

  /** The topic at the brokers. */
  static ChunkTopic of(KafkaConnection kafka, SchemaRegistry registry) {
    return new ChunkTopic(() -> producer(kafka), registry, InstantSource.system());
  }

  private static Producer<byte[], byte[]> producer(KafkaConnection kafka) {
    Map<String, Object> properties = kafka.properties("inference-chunks");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Writes a piece, or drops it. */
  synchronized void write(ChunkAddress to, PredictionChunk chunk) {
    if (closed) {
      return;
    }
    try {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(Topics.PREDICTION_CHUNKS.name(), to.key(), codec.encode(chunk));
      if (to.trace() != null) {
        record.headers().add(TRACE_HEADER, to.trace());
      }
      var unused =
          opened()
              .send(
                  record,
                  (metadata, failure) -> {
                    if (failure != null) {
                      drop(failure);
                    }
                  });
    } catch (RuntimeException e) {
      drop(e);
    }
  }

  /** Pieces that were not written. */
  long dropped() {
    return dropped.get();
  }

  private Producer<byte[], byte[]> opened() {
    if (producer == null) {
      producer = producers.get();
    }
    return producer;
  }

  private void drop(Exception reason) {
    long all = dropped.incrementAndGet();
    if (isTimeToWarn()) {
      LOG.warn(
          "pieces of answers cannot be written to {} and are dropped, {} so far: the predictions"
              + " have them all the same",
          Topics.PREDICTION_CHUNKS.name(),
          all,
          reason);
    }
  }

  private boolean isTimeToWarn() {
    Instant now = clock.instant();
    Instant due = warnAgainAt.getAndUpdate(at -> now.isBefore(at) ? at : now.plus(QUIET));
    return due == null || !now.isBefore(due);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (producer != null) {
      producer.close(LAST_WRITES);
    }
  }
}
