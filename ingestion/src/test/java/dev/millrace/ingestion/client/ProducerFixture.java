package dev.millrace.ingestion.client;

import dev.millrace.ingestion.client.ProducerSettings.Batching;
import dev.millrace.ingestion.client.ProducerSettings.Buffer;
import dev.millrace.ingestion.client.ProducerSettings.Retries;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** A producer before a stand-in, in a time that the test makes pass. */
final class ProducerFixture implements AutoCloseable {

  static final String PIPELINE = "tickets";

  /** The middle of every jitter. */
  private static final RandomGenerator HALF =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 1L << 63;
        }

        @Override
        public double nextDouble() {
          return 0.5;
        }
      };

  final StandInGateway gateway = new StandInGateway();
  final ManualTimer timer = new ManualTimer();
  private final AtomicInteger ids = new AtomicInteger();
  private final List<EventProducer<String>> producers = new ArrayList<>();

  ProducerFixture() throws IOException {}

  /** One request at a time, no compression, waits of 100 ms and double, at most a minute. */
  ProducerSettings settings() {
    return ProducerSettings.of(gateway.address(), StandInGateway.KEY)
        .withBatching(Batching.DEFAULT.withRequestsInFlight(1).withoutGzip())
        .withRetries(
            new Retries(
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                Duration.ofMillis(100),
                Duration.ofMinutes(1)));
  }

  EventProducer<String> open(UnaryOperator<ProducerSettings> change) {
    ProducerSettings settings = change.apply(settings());
    EventProducer<String> producer =
        new EventProducer<>(
            new Dispatch(
                courier(settings, Wire.EVENTS), Dispatch.longest(settings.retries()), () -> {}),
            Encoder.text(),
            () -> "new-" + ids.incrementAndGet());
    producers.add(producer);
    return producer;
  }

  /** Batches of so many, which otherwise wait for {@code flush}. */
  EventProducer<String> openWithBatchesOf(int events) {
    return open(
        settings ->
            settings.withBatching(
                settings
                    .batching()
                    .withSize(events, Batching.DEFAULT.maxBytes())
                    .withLinger(Duration.ofDays(1))));
  }

  EventProducer<String> openWithBuffer(Buffer buffer) {
    return open(settings -> settings.withBuffer(buffer));
  }

  Courier courier(ProducerSettings settings, Wire wire) {
    Executor workers = Workers.start();
    Retries retries = settings.retries();
    return new Courier(
        settings,
        new HttpTransport(settings, PIPELINE, wire, workers),
        new Courier.Parts(
            timer,
            workers,
            new Backoff(retries.firstBackoff(), retries.maxBackoff(), HALF),
            new AnswerReader(() -> Instant.EPOCH)));
  }

  static Delivery end(CompletionStage<Delivery> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** The failure as those see it who ask the stage: not wrapped. */
  static ProducerException failure(CompletionStage<Delivery> stage) throws Exception {
    CompletableFuture<ProducerException> failure = new CompletableFuture<>();
    var unused =
        stage.whenComplete(
            (delivery, thrown) -> {
              if (thrown instanceof ProducerException known) {
                failure.complete(known);
              } else {
                failure.completeExceptionally(
                    new AssertionError("it ends otherwise: " + delivery, thrown));
              }
            });
    return failure.get(30, TimeUnit.SECONDS);
  }

  static Delivery accepted(String id) {
    return new Delivery.Accepted(id, "request-" + id);
  }

  @Override
  public void close() {
    for (EventProducer<String> producer : producers) {
      try {
        producer.close(Duration.ZERO);
      } catch (ProducerException e) {
        // Some tests leave events without an answer.
      }
    }
    gateway.close();
  }
}
