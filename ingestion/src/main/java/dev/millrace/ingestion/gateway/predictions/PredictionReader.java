package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.ingestion.gateway.predictions.PredictionIndex.Place;
import dev.millrace.platform.telemetry.TraceContexts;
import dev.millrace.schemas.Topics;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads single predictions from Kafka.
 *
 * <p><i>Threads</i>: a few of its own, each reading with a consumer that no other uses meanwhile.
 *
 * <p><i>Failure</i>: the stage fails with Kafka's own exception where the brokers do not answer in
 * time; it throws a {@link RejectedExecutionException} where too many wait, of the tenant or in
 * all.
 */
final class PredictionReader implements AutoCloseable {

  /** A reading takes some milliseconds, nearly all of it spent waiting for the broker. */
  private static final int AT_ONCE = 4;

  private static final int MAX_WAITING = 256;

  /** One tenant leaves most places to the others. */
  static final int MAX_OF_TENANT = MAX_WAITING / 4;

  private static final Duration POLL = Duration.ofMillis(500);

  /** Five seconds in all. */
  private static final int MAX_POLLS = 10;

  private static final long STOP_MILLIS = 5_000;

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Queue<Consumer<byte[], byte[]>> idle = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> perTenant = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor threads;

  /**
   * A record as it lies in Kafka.
   *
   * @param trace span that it comes from; not valid where none is known
   */
  record Stored(byte[] value, SpanContext trace) {}

  /**
   * A reader without consumers so far.
   *
   * @param consumers gives one that fails where an offset is out of range
   */
  PredictionReader(Supplier<Consumer<byte[], byte[]>> consumers) {
    this.consumers = consumers;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(MAX_WAITING),
            work -> {
              Thread thread = new Thread(work, "gateway-reader-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The record at a place, for a tenant; empty where Kafka has it no more. */
  CompletionStage<Optional<Stored>> read(String tenant, Place place) {
    if (perTenant.merge(tenant, 1, Integer::sum) > MAX_OF_TENANT) {
      leave(tenant);
      throw new RejectedExecutionException("the tenant waits for enough predictions already");
    }
    try {
      return CompletableFuture.supplyAsync(() -> readNow(place), threads)
          .whenComplete((value, e) -> leave(tenant));
    } catch (RejectedExecutionException e) {
      leave(tenant);
      throw e;
    }
  }

  private void leave(String tenant) {
    perTenant.computeIfPresent(tenant, (name, waiting) -> waiting == 1 ? null : waiting - 1);
  }

  private Optional<Stored> readNow(Place place) {
    @Nullable Consumer<byte[], byte[]> waiting = idle.poll();
    Consumer<byte[], byte[]> consumer = waiting == null ? consumers.get() : waiting;
    try {
      Optional<Stored> stored = read(consumer, place);
      idle.add(consumer);
      return stored;
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private static Optional<Stored> read(Consumer<byte[], byte[]> consumer, Place place) {
    TopicPartition partition = new TopicPartition(Topics.PREDICTIONS.name(), place.partition());
    consumer.assign(List.of(partition));
    consumer.seek(partition, place.offset());
    for (int i = 0; i < MAX_POLLS; i++) {
      try {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          // What is behind it was found in its place: it is deleted.
          return record.offset() == place.offset()
              ? Optional.ofNullable(record.value())
                  .map(value -> new Stored(value, TraceContexts.read(record.headers())))
              : Optional.empty();
        }
      } catch (OffsetOutOfRangeException e) {
        return Optional.empty();
      }
    }
    throw new TimeoutException(
        partition + "@" + place.offset() + " did not come within " + POLL.multipliedBy(MAX_POLLS));
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Consumer<byte[], byte[]> one = idle.poll(); one != null; one = idle.poll()) {
      one.close();
    }
  }
}
