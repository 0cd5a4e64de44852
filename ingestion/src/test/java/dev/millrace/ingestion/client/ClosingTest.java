package dev.millrace.ingestion.client;

import static dev.millrace.ingestion.client.ProducerFixture.end;
import static dev.millrace.ingestion.client.ProducerFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.ingestion.client.ProducerException.Reason;
import dev.millrace.ingestion.client.ProducerSettings.Buffer;
import dev.millrace.ingestion.client.StandInGateway.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing is lost without a word. */
class ClosingTest {

  private final ProducerFixture fixture;
  private final CountDownLatch opened = new CountDownLatch(1);

  ClosingTest() throws IOException {
    fixture = new ProducerFixture();
  }

  @AfterEach
  void close() {
    opened.countDown();
    fixture.close();
  }

  @Test
  void closeSendsWhatLingers() throws Exception {
    EventProducer<String> producer = fixture.openWithBatchesOf(100);
    CompletionStage<Delivery> stage = producer.send("1");

    producer.close();

    assertThat(stage.toCompletableFuture()).isCompletedWithValue(ProducerFixture.accepted("new-1"));
  }

  @Test
  void whatHasNoAnswerInTimeFailsAndIsCounted() throws Exception {
    fixture.gateway.usually(this::stall);
    EventProducer<String> producer = fixture.openWithBatchesOf(1);
    CompletionStage<Delivery> underWay = producer.send("1");
    CompletionStage<Delivery> behind = producer.send("2");
    assertThat(fixture.gateway.request().ids()).containsExactly("new-1");

    assertThatExceptionOfType(ProducerException.class)
        .isThrownBy(() -> producer.close(Duration.ofMillis(20)))
        .withMessage(
            "the producer was closed, after 20ms 2 events were without an answer: send them"
                + " again under the same ids");

    assertThat(failure(underWay).reason()).isEqualTo(Reason.CLOSED);
    assertThat(failure(underWay).mayHaveArrived()).isTrue();
    assertThat(failure(behind).reason()).isEqualTo(Reason.CLOSED);
    assertThat(failure(behind).mayHaveArrived()).as("it was not sent").isFalse();
    assertThat(producer.counts()).isEqualTo(new ProducerCounts(2, 0, 0, 2, 0, 0, 0));
    assertThatCode(producer::close).doesNotThrowAnyException();
  }

  @Test
  void whereAllThatFailsWasNotSentNothingMayHaveArrived() throws Exception {
    fixture.gateway.usually(this::stall);
    EventProducer<String> producer = fixture.openWithBatchesOf(1);
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    CompletionStage<Delivery> first = producer.send("1");
    var unused =
        first.thenAccept(
            any -> {
              told.countDown();
              awaitQuietly(closed);
            });
    CompletionStage<Delivery> behind = producer.send("2");
    opened.countDown();
    assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();

    try {
      assertThatExceptionOfType(ProducerException.class)
          .isThrownBy(() -> producer.close(Duration.ZERO))
          .withMessageContaining(" 1 events were without an answer")
          .satisfies(failure -> assertThat(failure.mayHaveArrived()).isFalse());
    } finally {
      closed.countDown();
    }

    assertThat(end(first)).isInstanceOf(Delivery.Accepted.class);
    assertThat(failure(behind).mayHaveArrived()).isFalse();
    assertThat(fixture.gateway.first()).containsOnlyKeys("new-1");
  }

  @Test
  void whatIsToBeTriedAgainIsNotSentAfterTheEnd() throws Exception {
    fixture.gateway.usually(Reply.status(503, "{}"));
    EventProducer<String> producer = fixture.openWithBatchesOf(1);
    CompletionStage<Delivery> stage = producer.send("1");
    fixture.timer.awaitTaskAt(Duration.ofMillis(50));

    assertThatExceptionOfType(ProducerException.class)
        .isThrownBy(() -> producer.close(Duration.ZERO));
    fixture.timer.advance(Duration.ofMinutes(1));

    assertThat(failure(stage).reason()).isEqualTo(Reason.CLOSED);
    assertThat(failure(stage).mayHaveArrived()).as("a part may be written").isTrue();
    assertThat(fixture.gateway.request().ids()).containsExactly("new-1");
    assertThat(fixture.gateway.requestsLeft()).isZero();
  }

  @Test
  void closeMayBeCalledTwiceAndNothingIsTakenAfterIt() throws Exception {
    EventProducer<String> producer = fixture.openWithBatchesOf(1);
    assertThat(end(producer.send("1"))).isInstanceOf(Delivery.Accepted.class);
    producer.close();
    producer.close();

    assertThatExceptionOfType(ProducerException.class)
        .isThrownBy(() -> producer.send("2"))
        .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.CLOSED))
        .withMessage("the producer is closed: open another one to send more");
    assertThatExceptionOfType(ProducerException.class)
        .isThrownBy(() -> producer.trySend(Event.of("3")));
  }

  @Test
  void whoWaitsForRoomIsToldOfTheEnd() throws Exception {
    fixture.gateway.usually(this::stall);
    EventProducer<String> producer =
        fixture.openWithBuffer(new Buffer(1, 1_000, Duration.ofMinutes(5)));
    CompletionStage<Delivery> first = producer.send("1");
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread sender =
        new Thread(
            () -> {
              try {
                thrown.complete(new AssertionError("sent: " + producer.send("2")));
              } catch (InterruptedException | RuntimeException e) {
                thrown.complete(e);
              }
            });
    sender.start();
    Awaitility.await().until(() -> sender.getState() == Thread.State.TIMED_WAITING);

    assertThatExceptionOfType(ProducerException.class)
        .isThrownBy(() -> producer.close(Duration.ZERO))
        .withMessageContaining(" 1 events were without an answer");

    assertThat(thrown.get(30, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            ProducerException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.CLOSED));
    assertThat(failure(first).reason()).isEqualTo(Reason.CLOSED);
  }

  @Test
  void anInterruptedCloseDoesNotWaitAndIsStillInterrupted() throws Exception {
    fixture.gateway.usually(this::stall);
    EventProducer<String> producer = fixture.openWithBatchesOf(1);
    CompletionStage<Delivery> stage = producer.send("1");
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(ProducerException.class)
        .isThrownBy(producer::close)
        .withMessageContaining("closed, and interrupted 1 events were without an answer");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure(stage).reason()).isEqualTo(Reason.CLOSED);
  }

  @Test
  void stagesAreCompletedByThreadsThatEndWithTheProgramAndMustNotWait() throws Exception {
    EventProducer<String> producer = fixture.openWithBatchesOf(1);
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    fixture.gateway.usually(this::stall);
    CompletionStage<Delivery> stage = producer.send("1");
    var unused =
        stage.thenAccept(
            any -> {
              thread.complete(Thread.currentThread());
              try {
                producer.flush();
              } catch (InterruptedException | RuntimeException e) {
                thrown.complete(e);
              }
            });
    opened.countDown();

    assertThat(thread.get(30, TimeUnit.SECONDS).getName()).matches("millrace-producer-\\d+-\\d+");
    assertThat(thread.get().isDaemon()).isTrue();
    assertThat(thrown.get(30, TimeUnit.SECONDS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("flush waits for stages");
  }

  @Test
  void whatSomebodyDoesToAStageChangesNothing() throws Exception {
    EventProducer<String> producer = fixture.openWithBatchesOf(100);
    CompletionStage<Delivery> stage = producer.send("1");
    assertThat(stage.toCompletableFuture().cancel(true)).isTrue();

    producer.close();

    assertThat(producer.counts()).isEqualTo(new ProducerCounts(1, 1, 0, 0, 0, 0, 0));
  }

  private void stall(
      com.sun.net.httpserver.HttpExchange exchange,
      StandInGateway.Request request,
      StandInGateway gateway)
      throws IOException {
    awaitQuietly(opened);
    Reply.acceptAll().to(exchange, request, gateway);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
