package dev.millrace.ingestion.client;

import static dev.millrace.ingestion.client.ProducerFixture.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.ingestion.client.ProducerException.Reason;
import dev.millrace.ingestion.client.ProducerSettings.Buffer;
import dev.millrace.ingestion.client.StandInGateway.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More is sent than the gateway takes. */
class BackPressureTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  private final ProducerFixture fixture;
  private final CountDownLatch opened = new CountDownLatch(1);

  BackPressureTest() throws IOException {
    fixture = new ProducerFixture();
    fixture.gateway.usually(
        (exchange, request, gateway) -> {
          try {
            opened.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          Reply.acceptAll().to(exchange, request, gateway);
        });
  }

  @AfterEach
  void close() {
    opened.countDown();
    fixture.close();
  }

  @Test
  void trySendIsEmptyWhereThereIsNoRoom() throws Exception {
    EventProducer<String> producer = fixture.openWithBuffer(new Buffer(2, 10_000, LONG));

    assertThat(producer.trySend(Event.of("1"))).isPresent();
    assertThat(producer.trySend(Event.of("2"))).isPresent();
    assertThat(producer.trySend(Event.of("3"))).isEmpty();
    assertThat(producer.counts().sent()).isEqualTo(2);
  }

  @Test
  void bytesCountAsTheyAreSent() throws Exception {
    EventProducer<String> producer = fixture.openWithBuffer(new Buffer(100, 500, LONG));
    String large = "\"" + "x".repeat(200) + "\"";

    assertThat(producer.trySend(Event.of(large))).isPresent();
    assertThat(producer.trySend(Event.of(large))).isEmpty();
    assertThat(producer.counts().bufferedBytes()).isBetween(300L, 500L);
  }

  @Test
  void sendFailsWhereThereIsNoRoomForTooLong() throws Exception {
    EventProducer<String> producer =
        fixture.openWithBuffer(new Buffer(1, 10_000, Duration.ofMillis(20)));
    CompletionStage<Delivery> first = producer.send("1");

    assertThatExceptionOfType(ProducerException.class)
        .isThrownBy(() -> producer.send("2"))
        .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.BUFFER_FULL))
        .withMessageStartingWith("no room for another event within 20ms: 1 events of 1 and ");
    assertThat(producer.counts().sent()).isEqualTo(1);
    assertThat(first.toCompletableFuture()).isNotDone();
  }

  @Test
  void aLargerEventThanTheBufferIsRefusedAtOnce() throws Exception {
    EventProducer<String> producer = fixture.openWithBuffer(new Buffer(10, 500, LONG));

    assertThatExceptionOfType(ProducerException.class)
        .isThrownBy(() -> producer.send("\"" + "x".repeat(500) + "\""))
        .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.TOO_LARGE))
        .withMessageEndingWith("raise producer.buffer-bytes, now 500");
  }

  @Test
  void sendWaitsUntilThereIsRoom() throws Exception {
    EventProducer<String> producer = fixture.openWithBuffer(new Buffer(1, 10_000, LONG));
    CompletionStage<Delivery> first = producer.send("1");
    FutureTask<CompletionStage<Delivery>> second = new FutureTask<>(() -> producer.send("2"));
    Thread sender = blocked(second);
    fixture.timer.advance(Duration.ofMillis(10));
    opened.countDown();

    assertThat(end(first)).isInstanceOf(Delivery.Accepted.class);
    CompletionStage<Delivery> stage = second.get(30, TimeUnit.SECONDS);
    fixture.timer.advance(Duration.ofMillis(10));
    assertThat(end(stage)).isInstanceOf(Delivery.Accepted.class);
    sender.join();
  }

  @Test
  void anInterruptedSendHasSentNothing() throws Exception {
    EventProducer<String> producer = fixture.openWithBuffer(new Buffer(1, 10_000, LONG));
    CompletionStage<Delivery> first = producer.send("1");
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread sender =
        blocked(
            () -> {
              try {
                thrown.complete(new AssertionError("sent: " + producer.send("2")));
              } catch (InterruptedException | RuntimeException e) {
                thrown.complete(e);
              }
            });
    sender.interrupt();

    assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(producer.counts().sent()).isEqualTo(1);
    assertThat(first.toCompletableFuture()).isNotDone();
  }

  @Test
  void theBufferIsNeverFullerThanItsBounds() throws Exception {
    opened.countDown();
    Buffer buffer = new Buffer(20, 3_000, LONG);
    EventProducer<String> producer =
        EventProducer.open(
            fixture
                .settings()
                .withBatching(
                    fixture
                        .settings()
                        .batching()
                        .withSize(5, 1_000)
                        .withLinger(Duration.ZERO)
                        .withRequestsInFlight(3))
                .withBuffer(buffer),
            ProducerFixture.PIPELINE,
            Encoder.text());
    List<FutureTask<Integer>> senders = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      FutureTask<Integer> sender =
          new FutureTask<>(
              () -> {
                int fullest = 0;
                for (int i = 0; i < 500; i++) {
                  CompletionStage<Delivery> unused = producer.send("\"" + "x".repeat(i) + "\"");
                  ProducerCounts counts = producer.counts();
                  assertThat(counts.bufferedEvents()).isLessThanOrEqualTo(buffer.maxEvents());
                  assertThat(counts.bufferedBytes()).isLessThanOrEqualTo(buffer.maxBytes());
                  assertThat(counts.sent()).isEqualTo(counts.accepted() + counts.bufferedEvents());
                  fullest = Math.max(fullest, counts.bufferedEvents());
                }
                return fullest;
              });
      new Thread(sender, "sender-" + thread).start();
      senders.add(sender);
    }
    int fullest = 0;
    for (FutureTask<Integer> sender : senders) {
      fullest = Math.max(fullest, sender.get(1, TimeUnit.MINUTES));
    }
    producer.close();

    assertThat(fullest).isGreaterThan(3);
    assertThat(producer.counts()).isEqualTo(new ProducerCounts(2_000, 2_000, 0, 0, 0, 0, 0));
  }

  /** A thread that waits, within the task, for room. */
  private static Thread blocked(Runnable task) {
    Thread thread = new Thread(task, "sender");
    thread.start();
    Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return thread;
  }
}
