package dev.millrace.ingestion.client;

import static dev.millrace.ingestion.client.ProducerFixture.accepted;
import static dev.millrace.ingestion.client.ProducerFixture.end;
import static dev.millrace.ingestion.client.ProducerFixture.failure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.client.ProducerException.Reason;
import dev.millrace.ingestion.client.StandInGateway.Reply;
import dev.millrace.ingestion.client.StandInGateway.Request;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is sent, and how each event ends. */
class EventProducerTest {

  private final ProducerFixture fixture;
  private final StandInGateway gateway;

  EventProducerTest() throws IOException {
    fixture = new ProducerFixture();
    gateway = fixture.gateway;
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void anEventGoesWithItsIdKeyTimeAndPayloadAsTheyAre() throws Exception {
    EventProducer<String> producer = fixture.openWithBatchesOf(1);

    CompletionStage<Delivery> stage =
        producer.send(
            Event.of("{ \"n\": 1e2 }")
                .withId("a\"1")
                .withKey("customer-7")
                .withOccurredAt(Instant.parse("2026-11-25T10:00:00.5Z")));

    assertThat(end(stage)).isEqualTo(accepted("a\"1"));
    Request request = gateway.request();
    assertThat(request.path()).isEqualTo("/v1/pipelines/tickets/events");
    assertThat(request.headers())
        .containsEntry("Content-type", "application/cloudevents-batch+json; charset=UTF-8");
    assertThat(request.parts().get(0).toString())
        .isEqualTo(
            "{\"specversion\":\"1.0\",\"id\":\"a\\\"1\",\"source\":\"/millrace/producer\","
                + "\"type\":\"dev.millrace.event\",\"datacontenttype\":\"application/json\","
                + "\"time\":\"2026-11-25T10:00:00.500Z\",\"partitionkey\":\"customer-7\","
                + "\"data\":{\"n\":100.0}}");
  }

  @Test
  void anEventGoesWithTheTraceThatItComesFrom() throws Exception {
    String span = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    EventProducer<String> producer = fixture.openWithBatchesOf(2);

    CompletionStage<Delivery> first = producer.send(Event.of("1").withTraceparent(span));
    CompletionStage<Delivery> second = producer.send("2");

    assertThat(end(first)).isEqualTo(accepted("new-1"));
    assertThat(end(second)).isEqualTo(accepted("new-2"));
    assertThat(gateway.request().parts())
        .extracting(event -> event.path("traceparent").asText("none"))
        .containsExactly(span, "none");
    assertThatThrownBy(() -> Event.of("3").withTraceparent("somebody@example.com"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("traceparent")
        .hasMessageNotContaining("somebody");
  }

  @Test
  void anEventWithoutAnIdGetsOne() throws Exception {
    EventProducer<String> producer = fixture.openWithBatchesOf(2);

    CompletionStage<Delivery> first = producer.send("1");
    CompletionStage<Delivery> second = producer.send("own", "2");

    assertThat(end(first)).isEqualTo(accepted("new-1"));
    assertThat(end(second)).isEqualTo(accepted("own"));
    assertThat(gateway.request().ids()).containsExactly("new-1", "own");
  }

  @Test
  void aLonelyEventGoesWhenItHasLingered() throws Exception {
    EventProducer<String> producer = fixture.open(settings -> settings);
    CompletionStage<Delivery> stage = producer.send("1");
    fixture.timer.advance(Duration.ofMillis(9));
    assertThat(gateway.requestsLeft()).isZero();

    fixture.timer.advance(Duration.ofMillis(1));

    assertThat(end(stage)).isEqualTo(accepted("new-1"));
  }

  @Test
  void flushDoesNotLingerAndReturnsWhenAllHasEnded() throws Exception {
    EventProducer<String> producer = fixture.openWithBatchesOf(2);
    List<CompletionStage<Delivery>> stages = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      stages.add(producer.send("id-" + i, "1"));
    }

    producer.flush();

    assertThat(stages).allMatch(stage -> stage.toCompletableFuture().isDone());
    assertThat(gateway.request().ids()).containsExactly("id-0", "id-1");
    assertThat(gateway.request().ids()).containsExactly("id-2", "id-3");
    assertThat(gateway.request().ids()).containsExactly("id-4");
    assertThat(producer.counts()).isEqualTo(new ProducerCounts(5, 5, 0, 0, 0, 0, 0));
  }

  @Test
  void whatTheGatewayRejectsIsToldEventByEvent() throws Exception {
    gateway.usually(Reply.accept(event -> event.path("data").asInt() > 0));
    EventProducer<String> producer = fixture.openWithBatchesOf(4);

    List<Delivery> ends = ends(producer, "1", "0", "2", "0");

    producer.flush();
    Delivery bad = new Delivery.Rejected("INVALID_FIELD", "it is bad");
    assertThat(ends).containsExactly(accepted("0"), bad, accepted("2"), bad);
    assertThat(producer.counts()).isEqualTo(new ProducerCounts(4, 2, 2, 0, 0, 0, 0));
  }

  @Test
  void aBatchOfWhichNothingIsTakenIsToldEventByEvent() throws Exception {
    gateway.usually(Reply.accept(event -> false));

    assertThat(ends(fixture.openWithBatchesOf(2), "1", "2"))
        .containsOnly(new Delivery.Rejected("INVALID_FIELD", "it is bad"));
    assertThat(gateway.request().ids()).hasSize(2);
    assertThat(gateway.requestsLeft()).isZero();
  }

  @Test
  void aBatchThatIsTooLargeIsHalvedInOrder() throws Exception {
    gateway.usually(
        (exchange, request, self) -> {
          Reply reply =
              request.parts().size() > 3
                  ? Reply.status(413, "{\"code\":\"TOO_LARGE\",\"detail\":\"too large\"}")
                  : Reply.acceptAll();
          reply.to(exchange, request, self);
        });

    List<Delivery> ends =
        ends(fixture.openWithBatchesOf(10), "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");

    assertThat(ends).allMatch(Delivery.Accepted.class::isInstance);
    assertThat(gateway.taken())
        .extracting(event -> event.path("data").asInt())
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void theEventThatIsTooLargeByItselfIsRejected() throws Exception {
    gateway.usually(refuseBatchesWith("{\"code\":\"TOO_LARGE\",\"detail\":\"too large\"}", 413));

    assertThat(ends(fixture.openWithBatchesOf(4), "1", "2", "0", "4"))
        .containsExactly(
            accepted("0"),
            accepted("1"),
            new Delivery.Rejected("TOO_LARGE", "too large"),
            accepted("3"));
  }

  @Test
  void theEventThatSpoilsABatchIsFoundByHalving() throws Exception {
    gateway.usually(refuseBatchesWith("<html>Bad Request</html>", 400));

    assertThat(ends(fixture.openWithBatchesOf(4), "0", "2", "3", "4"))
        .containsExactly(
            new Delivery.Rejected("HTTP_400", "it gives no reason"),
            accepted("1"),
            accepted("2"),
            accepted("3"));
  }

  @Test
  void aPayloadThatIsNoJsonHurtsNoOther() throws Exception {
    List<Delivery> ends =
        ends(
            fixture.openWithBatchesOf(4),
            "{\"broken\":",
            "1},{\"id\":\"smuggled\",\"data\":2",
            "",
            "{}");

    assertThat(ends).hasSize(4);
    List<JsonNode> parts = gateway.request().parts();
    assertThat(parts).hasSize(4);
    assertThat(new String(parts.get(0).path("data_base64").binaryValue(), UTF_8))
        .isEqualTo("{\"broken\":");
    assertThat(parts.get(1).has("data")).isFalse();
    assertThat(parts.get(2).path("data_base64").asText("none")).isEmpty();
    assertThat(parts.get(3).path("data").isObject()).isTrue();
  }

  @Test
  void aPayloadThatCannotBeEncodedIsNotSent() throws Exception {
    EventProducer<Object> producer =
        EventProducer.ofJson(fixture.settings(), ProducerFixture.PIPELINE);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> producer.send(new Object()))
        .withMessageContaining("cannot be written as JSON");
    assertThat(producer.counts().sent()).isZero();
    producer.close();
  }

  @Test
  void aKeyThatIsRefusedFailsAtOnceAndIsNotShown() throws Exception {
    ApiKey wrong = new ApiKey("another-secret");
    EventProducer<String> producer =
        fixture.open(
            settings ->
                ProducerSettings.of(settings.gateway(), wrong).withBatching(settings.batching()));
    CompletionStage<Delivery> stage = producer.send("1");
    fixture.timer.advance(Duration.ofMillis(10));

    ProducerException failure = failure(stage);

    producer.flush();
    assertThat(failure.reason()).isEqualTo(Reason.KEY_REFUSED);
    assertThat(failure)
        .hasMessage("the gateway at " + gateway.address() + " answered 401: no such key");
    assertThat(producer.counts()).isEqualTo(new ProducerCounts(1, 0, 0, 1, 0, 0, 0));
  }

  @Test
  void aPipelineThatIsNotThereFailsAtOnce() throws Exception {
    gateway.next(Reply.status(404, "{\"code\":\"UNKNOWN_PIPELINE\",\"detail\":\"apply it\"}"));
    EventProducer<String> producer = fixture.openWithBatchesOf(2);

    CompletionStage<Delivery> first = producer.send("1");
    CompletionStage<Delivery> second = producer.send("2");

    assertThat(failure(first).reason()).isEqualTo(Reason.REFUSED);
    assertThat(failure(first).mayHaveArrived()).isFalse();
    assertThat(failure(second)).hasMessageEndingWith("answered 404: apply it");
  }

  @Test
  void largeBatchesAreCompressedAndSmallOnesAreNot() throws Exception {
    EventProducer<String> producer =
        fixture.open(
            settings ->
                settings.withBatching(
                    settings.batching().withSize(2, 1_000_000).withGzipFrom(2_000)));
    String large = "\"" + "x".repeat(2_000) + "\"";

    List<Delivery> ends = ends(producer, large, large, "1", "2");

    assertThat(ends).allMatch(Delivery.Accepted.class::isInstance);
    Request packed = gateway.request();
    assertThat(packed.headers()).containsEntry("Content-encoding", "gzip");
    assertThat(packed.bytes()).isLessThan(1_000);
    assertThat(packed.ids()).containsExactly("0", "1");
    assertThat(gateway.request().headers()).doesNotContainKey("Content-encoding");
  }

  @Test
  void aGatewayThatDoesNotTakeGzipGetsItPlainFromThenOn() throws Exception {
    gateway.next(Reply.status(415, "{\"detail\":\"unknown content encoding\"}"));
    EventProducer<String> producer =
        fixture.open(
            settings ->
                settings.withBatching(settings.batching().withSize(1, 1_000_000).withGzipFrom(0)));
    CompletionStage<Delivery> stage = producer.send("own", "1");
    assertThat(gateway.request().headers()).containsEntry("Content-encoding", "gzip");
    fixture.timer.awaitTaskAt(Duration.ofMillis(50));
    fixture.timer.advance(Duration.ofMillis(50));

    assertThat(end(stage)).isEqualTo(accepted("own"));
    assertThat(gateway.request().headers()).doesNotContainKey("Content-encoding");
    assertThat(end(producer.send("next", "2"))).isEqualTo(accepted("next"));
    assertThat(gateway.request().headers()).doesNotContainKey("Content-encoding");
  }

  /** Ids are the places from 0. */
  private static List<Delivery> ends(EventProducer<String> producer, String... payloads)
      throws Exception {
    List<CompletionStage<Delivery>> stages = new ArrayList<>();
    for (String payload : payloads) {
      stages.add(producer.send(String.valueOf(stages.size()), payload));
    }
    List<Delivery> ends = new ArrayList<>();
    for (CompletionStage<Delivery> stage : stages) {
      ends.add(end(stage));
    }
    return ends;
  }

  /** Refuses each batch with a zero in it as a whole. */
  private static Reply refuseBatchesWith(String body, int status) {
    return (exchange, request, self) -> {
      boolean isSpoilt =
          request.parts().stream().anyMatch(event -> event.path("data").asInt() == 0);
      (isSpoilt ? Reply.status(status, body) : Reply.acceptAll()).to(exchange, request, self);
    };
  }
}
