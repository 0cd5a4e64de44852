package dev.millrace.ingestion.client;

import static dev.millrace.ingestion.client.ProducerFixture.accepted;
import static dev.millrace.ingestion.client.ProducerFixture.end;
import static dev.millrace.ingestion.client.ProducerFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.client.ProducerException.Reason;
import dev.millrace.ingestion.client.ProducerSettings.Batching;
import dev.millrace.ingestion.client.StandInGateway.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that does not take what is sent, for now. */
class RetriesTest {

  private final ProducerFixture fixture;
  private final StandInGateway gateway;

  RetriesTest() throws IOException {
    fixture = new ProducerFixture();
    gateway = fixture.gateway;
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  static Stream<Arguments> passingTroubles() {
    return Stream.of(
        Arguments.argumentSet("503", Reply.status(503, "{}")),
        Arguments.argumentSet("502 of a proxy", Reply.status(502, "<html>")),
        Arguments.argumentSet("500", Reply.status(500, "{}")),
        Arguments.argumentSet("429 without a word when", Reply.status(429, "{}")),
        Arguments.argumentSet("a connection that ends early", Reply.breakOff()),
        Arguments.argumentSet("an answer that breaks off", Reply.takeAndBreakOff()),
        Arguments.argumentSet("a receipt of other events", Reply.status(202, "{\"accepted\":[]}")),
        Arguments.argumentSet("an answer of somebody else", Reply.status(200, "<html>hi</html>")));
  }

  @ParameterizedTest
  @MethodSource("passingTroubles")
  void theSameEventsGoAgain(Reply trouble) throws Exception {
    gateway.next(trouble);
    EventProducer<String> producer = fixture.openWithBatchesOf(2);
    CompletionStage<Delivery> first = producer.send("1");
    CompletionStage<Delivery> second = producer.send("2");
    fixture.timer.awaitTaskAt(Duration.ofMillis(50));
    fixture.timer.advance(Duration.ofMillis(50));

    assertThat(end(first)).isEqualTo(accepted("new-1"));
    assertThat(end(second)).isEqualTo(accepted("new-2"));
    assertThat(gateway.request().ids()).isEqualTo(gateway.request().ids());
    assertThat(gateway.first()).containsOnlyKeys("new-1", "new-2");
    producer.flush();
    assertThat(producer.counts()).isEqualTo(new ProducerCounts(2, 2, 0, 0, 2, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void theGatewaySaysWhen(int status) throws Exception {
    gateway.next(Reply.busy(status, "5"));
    CompletionStage<Delivery> stage = fixture.openWithBatchesOf(1).send("1");
    fixture.timer.awaitTaskAt(Duration.ofMillis(5_050));
    fixture.timer.advance(Duration.ofMillis(5_049));
    assertThat(gateway.request().ids()).containsExactly("new-1");
    assertThat(gateway.requestsLeft()).isZero();

    fixture.timer.advance(Duration.ofMillis(1));

    assertThat(end(stage)).isEqualTo(accepted("new-1"));
  }

  @Test
  void whatIsRefusedBehindATryInVainMayHaveArrived() throws Exception {
    gateway.next(Reply.takeAndBreakOff(), Reply.status(401, "{}"));
    CompletionStage<Delivery> stage = fixture.openWithBatchesOf(1).send("1");
    fixture.timer.awaitTaskAt(Duration.ofMillis(50));
    fixture.timer.advance(Duration.ofMillis(50));

    assertThat(failure(stage).reason()).isEqualTo(Reason.KEY_REFUSED);
    assertThat(failure(stage).mayHaveArrived()).isTrue();
  }

  @Test
  void waitsDouble() throws Exception {
    gateway.next(Reply.status(503, "{}"), Reply.status(503, "{}"), Reply.status(503, "{}"));
    CompletionStage<Delivery> stage = fixture.openWithBatchesOf(1).send("1");
    fixture.timer.awaitTaskAt(Duration.ofMillis(50));
    fixture.timer.advance(Duration.ofMillis(50));
    fixture.timer.awaitTaskAt(Duration.ofMillis(50 + 100));
    fixture.timer.advance(Duration.ofMillis(100));
    fixture.timer.awaitTaskAt(Duration.ofMillis(50 + 100 + 200));
    fixture.timer.advance(Duration.ofMillis(200));

    assertThat(end(stage)).isEqualTo(accepted("new-1"));
  }

  @Test
  void whatComesMeanwhileWaitsBehind() throws Exception {
    gateway.next(Reply.status(503, "{}"));
    EventProducer<String> producer = fixture.openWithBatchesOf(1);
    CompletionStage<Delivery> first = producer.send("1");
    fixture.timer.awaitTaskAt(Duration.ofMillis(50));
    CompletionStage<Delivery> second = producer.send("2");
    fixture.timer.advance(Duration.ofMillis(50));

    assertThat(end(first)).isEqualTo(accepted("new-1"));
    assertThat(end(second)).isEqualTo(accepted("new-2"));
    assertThat(gateway.taken())
        .extracting(event -> event.path("id").asText())
        .containsExactly("new-1", "new-2");
  }

  @Test
  void noTryBeginsAfterTheDeliveryTimeout() throws Exception {
    gateway.usually(Reply.busy(503, "50"));
    EventProducer<String> producer = fixture.openWithBatchesOf(1);
    CompletionStage<Delivery> first = producer.send("1");
    fixture.timer.awaitTaskAt(Duration.ofMillis(50_050));
    CompletionStage<Delivery> second = producer.send("2");
    fixture.timer.advance(Duration.ofMillis(50_050));
    fixture.timer.awaitTaskAt(Duration.ofMillis(100_150));

    fixture.timer.advance(Duration.ofMillis(50_100));

    ProducerException failure = failure(first);
    assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(failure)
        .hasMessage(
            "not delivered within 2m: the gateway at "
                + gateway.address()
                + " answered 503: not now");
    // It was sent at the same time, and had the one try that was left.
    assertThat(failure(second).reason()).isEqualTo(Reason.TIMED_OUT);
  }

  @Test
  void whatWaitsBehindATryIsGivenUpInTimeToo() throws Exception {
    gateway.usually(Reply.busy(503, "110"));
    EventProducer<String> producer = fixture.openWithBatchesOf(1);
    CompletionStage<Delivery> first = producer.send("1");
    fixture.timer.awaitTaskAt(Duration.ofMillis(110_050));
    CompletionStage<Delivery> second = producer.send("2");
    fixture.timer.advance(Duration.ofMinutes(2));

    assertThat(failure(first).reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(failure(second))
        .hasMessageEndingWith("answered 503: not now")
        .hasMessageStartingWith("not delivered within 2m");
  }

  @Test
  void whatIsGivenUpBeforeItWasSentHasNotArrived() throws Exception {
    CompletionStage<Delivery> stage = fixture.openWithBatchesOf(2).send("1");

    fixture.timer.advance(Duration.ofMinutes(2));

    assertThat(failure(stage).reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(failure(stage).mayHaveArrived()).isFalse();
    assertThat(gateway.requestsLeft()).isZero();
  }

  @Test
  void whatIsGivenUpBeforeItWasSentAgainMayHaveArrived() throws Exception {
    gateway.next(Reply.takeAndBreakOff());
    CompletionStage<Delivery> stage = fixture.openWithBatchesOf(1).send("1");
    fixture.timer.awaitTaskAt(Duration.ofMillis(50));

    fixture.timer.advance(Duration.ofMinutes(2));

    assertThat(failure(stage).reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(failure(stage).mayHaveArrived()).isTrue();
    assertThat(gateway.request().ids()).containsExactly("new-1");
    assertThat(gateway.requestsLeft()).as("no try begins after the timeout").isZero();
  }

  @Test
  void aGatewayThatIsAwayIsNamed() throws Exception {
    gateway.close();
    CompletionStage<Delivery> stage =
        fixture
            .open(
                settings ->
                    settings
                        .withBatching(Batching.DEFAULT.withLinger(Duration.ZERO))
                        .withRetries(settings.retries().withDeliveryTimeout(Duration.ofMillis(1))))
            .send("1");
    fixture.timer.advance(Duration.ZERO);

    ProducerException failure = failure(stage);
    assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(failure)
        .hasMessageContaining(gateway.address() + " gave no answer (it takes no connection)")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void anAnswerThatNeverEndsIsNotWaitedFor() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    gateway.next(
        (exchange, request, self) -> {
          exchange.sendResponseHeaders(202, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    EventProducer<String> producer =
        fixture.open(
            settings ->
                settings
                    .withBatching(Batching.DEFAULT.withSize(1, 1_000).withoutGzip())
                    .withRetries(settings.retries().withRequestTimeout(Duration.ofMillis(200))));
    CompletionStage<Delivery> stage = producer.send("1");

    Awaitility.await()
        .until(
            () -> {
              fixture.timer.advance(Duration.ofMillis(50));
              return stage.toCompletableFuture().isDone();
            });
    assertThat(end(stage)).isEqualTo(accepted("new-1"));
    over.countDown();
  }
}
