package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.EventBodies.CLOUDEVENT;
import static dev.millrace.ingestion.gateway.EventBodies.CLOUDEVENTS;
import static dev.millrace.ingestion.gateway.EventBodies.JSON;
import static dev.millrace.ingestion.gateway.EventBodies.NDJSON;
import static dev.millrace.ingestion.gateway.GatewayFixture.EVENTS;
import static dev.millrace.ingestion.gateway.GatewayFixture.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.ingestion.gateway.RecordPublisher.Keyed;
import dev.millrace.ingestion.gateway.predictions.Ending;
import dev.millrace.ingestion.gateway.predictions.Ends;
import dev.millrace.record.Lane;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.RequestId;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventsEndpointTest {

  @RegisterExtension static final GatewayFixture gateway = GatewayFixture.forLetters();

  @Test
  void writesDownAnEventByteForByte() {
    String body = " {\"text\" : 1.00 }\n";

    Reply reply = gateway.post(EVENTS + "?id=7&key=k", JSON + "; charset=utf-8", body);

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().at("/accepted/0/eventId").asText()).isEqualTo("7");
    assertThat(reply.json().at("/accepted/0/requestId").asText())
        .isEqualTo(RequestId.of("acme", "letters", "7"));
    assertThat(reply.json().path("rejected")).isEmpty();
    Keyed<RawEvent> event = gateway.published.events().get(0);
    assertThat(event.key()).isEqualTo("k");
    assertThat(event.value().getTenant()).isEqualTo("acme");
    assertThat(event.value().getPipeline()).isEqualTo("letters");
    assertThat(event.value().getReceivedAt()).isEqualTo(NOW);
    assertThat(event.value().getOccurredAt()).isNull();
    assertThat(event.value().getContentType()).isEqualTo(JSON);
    assertThat(payload(event)).isEqualTo(body);
  }

  @Test
  void notesTheLaneOfAllEventsWhereItIsNamed() {
    gateway.post(EVENTS + "?lane=bulk", NDJSON, "{}\n{}\n");
    gateway.post(EVENTS, JSON, "{}");

    assertThat(gateway.published.events())
        .extracting(event -> event.value().getLane())
        .containsExactly(Lane.BULK, Lane.BULK, null);
  }

  @Test
  void makesAnIdAndOrdersByItWhereThereIsNone() {
    Reply reply = gateway.post(EVENTS, JSON, "{}");

    assertThat(reply.json().at("/accepted/0/eventId").asText()).isEqualTo("made-1");
    assertThat(gateway.published.events().get(0).key()).isEqualTo("made-1");
  }

  @Test
  void takesTheGoodLinesAndTellsTheBadOnes() {
    Reply reply = gateway.post(EVENTS, NDJSON, "{\"a\":1}\r\n\n{\"a\":\n[2]\n");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().path("accepted")).hasSize(2);
    JsonNode rejected = reply.json().path("rejected");
    assertThat(rejected).hasSize(1);
    assertThat(rejected.at("/0/index").asInt()).isEqualTo(1);
    assertThat(rejected.at("/0/line").asInt()).isEqualTo(3);
    assertThat(rejected.at("/0/code").asText()).isEqualTo("MALFORMED_JSON");
    assertThat(gateway.published.events())
        .extracting(EventsEndpointTest::payload)
        .containsExactly("{\"a\":1}\r", "[2]");
  }

  @Test
  void answersAProblemWithBothListsWhenNoPartIsGood() {
    Reply reply = gateway.post(EVENTS, NDJSON, "{\n");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("Content-Type")).contains("application/problem+json");
    assertThat(reply.json().path("code").asText()).isEqualTo("NONE_ACCEPTED");
    assertThat(reply.json().path("accepted").isArray()).isTrue();
    assertThat(reply.json().path("rejected")).hasSize(1);
  }

  @Test
  void readsABatchOfCloudEvents() {
    String good =
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\","
            + "\"time\":\"2025-12-31T23:00:00+01:00\",\"partitionkey\":\"p\","
            + "\"data\":{ \"n\": 1.50 }}";
    String encoded =
        "{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"/s\",\"type\":\"t\","
            + "\"data_base64\":\"eyJhIjoxfQ==\"}";

    Reply reply =
        gateway.post(
            EVENTS,
            CLOUDEVENTS + "; charset=UTF-8",
            "[" + good + "," + encoded + ",{\"id\":\"3\"}]");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().at("/rejected/0/index").asInt()).isEqualTo(2);
    List<Keyed<RawEvent>> events = gateway.published.events();
    assertThat(events)
        .extracting(EventsEndpointTest::payload)
        .containsExactly("{ \"n\": 1.50 }", "{\"a\":1}");
    assertThat(events.get(0).key()).isEqualTo("p");
    assertThat(events.get(0).value().getId()).isEqualTo("1");
    assertThat(events.get(0).value().getOccurredAt())
        .isEqualTo(Instant.parse("2025-12-31T22:00:00Z"));
    assertThat(events.get(1).key()).isEqualTo("2");
  }

  /** The scenarios of the CloudEvents conformance suite for the HTTP binding. */
  @Test
  void readsCloudEventsInBothModes() {
    byte[] data = "{\"message\": \"Hello World!\"}".getBytes(UTF_8);
    gateway.send(
        gateway
            .authorized(EVENTS)
            .header("ce-specversion", "1.0")
            .header("ce-type", "com.example.someevent")
            .header("ce-time", "2018-04-05T03:56:24Z")
            .header("ce-id", "1234%20%E2%82%AC")
            .header("ce-source", "/mycontext/subcontext")
            .header("Content-Type", "application/json; charset=utf-8"),
        data);
    gateway.post(
        EVENTS,
        CLOUDEVENT + "; charset=utf-8",
        """
        {
            "specversion": "1.0",
            "type": "com.example.someevent",
            "time": "2018-04-05T03:56:24Z",
            "id": "1234-1234-1234",
            "source": "/mycontext/subcontext",
            "datacontenttype": "application/json",
            "data": {"message": "Hello World!"}
        }
        """);

    List<Keyed<RawEvent>> events = gateway.published.events();
    assertThat(events)
        .extracting(event -> event.value().getId())
        .containsExactly("1234 \u20ac", "1234-1234-1234");
    assertThat(events)
        .extracting(EventsEndpointTest::payload)
        .containsOnly("{\"message\": \"Hello World!\"}");
    assertThat(events)
        .extracting(event -> event.value().getOccurredAt())
        .containsOnly(Instant.parse("2018-04-05T03:56:24Z"));
  }

  /** Of Latin-1 both would otherwise be read as one id. */
  @ParameterizedTest
  @CsvSource({"ce-id, M%FCller", "ce-id, M%F6ller", "ce-partitionkey, M%FCller"})
  void refusesCloudEventsWhoseHeadersAreNoUtf8(String header, String value) {
    Map<String, String> attributes =
        new HashMap<>(
            Map.of("ce-specversion", "1.0", "ce-type", "t", "ce-source", "/s", "ce-id", "1"));
    attributes.put(header, value);
    HttpRequest.Builder call = gateway.authorized(EVENTS).header("Content-Type", JSON);
    attributes.forEach(call::header);

    Reply reply = gateway.send(call, "{\"message\":\"hello\"}".getBytes(UTF_8));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("code").asText()).isEqualTo("INVALID_FIELD");
    assertThat(reply.json().path("detail").asText()).contains("UTF-8").doesNotContain("ller");
    assertThat(gateway.published.events()).isEmpty();
  }

  /** It would otherwise be taken for JSON, and its id for nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"ce-id", "CE-Type", "ce-partitionkey"})
  void refusesCloudEventsWithoutVersion(String header) {
    Reply reply =
        gateway.send(
            gateway.authorized(EVENTS).header("Content-Type", JSON).header(header, "1"),
            "{}".getBytes(UTF_8));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("code").asText()).isEqualTo("INVALID_FIELD");
    assertThat(reply.json().path("detail").asText()).contains("ce-specversion is missing");
    assertThat(gateway.published.events()).isEmpty();
  }

  /** In the query. */
  @ParameterizedTest
  @ValueSource(strings = {"id=M%FCller", "id=M%F6ller", "key=M%FCller"})
  void refusesQueriesThatAreNoUtf8(String query) {
    Reply reply = gateway.post(EVENTS + "?" + query, JSON, "{\"message\":\"hello\"}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("detail").asText()).contains("UTF-8").doesNotContain("ller");
    assertThat(gateway.published.events()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                                   | 400",
        "[]                                                                   | 400",
        "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":1} | 400",
        "{\"specversion\":\"1.0\",\"id\":1,\"source\":\"s\",\"type\":\"t\",\"data\":1}     | 400",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}            | 400",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data_base64\":\"?\"}"
            + " | 400",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":1,\"time\":\"noon\"}"
            + " | 400",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":1,\"time\":\"+999999-01-01T00:00:00Z\"}"
            + " | 400",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":\"x\",\"datacontenttype\":\"text/plain\"}"
            + " | 415",
      })
  void refusesWhatIsNoCloudEvent(String body, int status) {
    assertThat(gateway.post(EVENTS, CLOUDEVENT, body).status()).isEqualTo(status);
    assertThat(gateway.published.events()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/pipelines/letters/events, text/plain, 415, UNSUPPORTED_CONTENT_TYPE",
    "/v1/pipelines/letters/events, text/xml, 415, UNSUPPORTED_CONTENT_TYPE",
    "/v1/pipelines/others/events, application/json, 404, UNKNOWN_PIPELINE",
    "/v1/pipelines/letters/events?id=, application/json, 400, INVALID_FIELD",
    "/v1/pipelines/letters/events?id=a%00b, application/json, 400, INVALID_FIELD",
    "/v1/pipelines/letters/events?wait=soon, application/json, 400, INVALID_FIELD",
    "/v1/pipelines/letters/events?wait=2m, application/json, 400, INVALID_FIELD",
    "/v1/pipelines/letters/events?lane=BULK, application/json, 400, INVALID_FIELD",
    "/v1/pipelines/letters/events?wait=1s, application/x-ndjson, 400, INVALID_FIELD",
  })
  void saysWhatIsWrong(String path, String type, int status, String code) {
    Reply reply = gateway.post(path, type, "{}");

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).contains("application/problem+json");
    assertThat(reply.json().path("code").asText()).isEqualTo(code);
    assertThat(gateway.published.events()).isEmpty();
  }

  @Test
  void refusesWhatIsLargerThanThePipelineOrTheGatewayTakes() {
    String large = "{\"text\":\"" + "x".repeat(1000) + "\"}";

    assertThat(gateway.post(EVENTS, JSON, large).status()).isEqualTo(413);
    assertThat(gateway.post(EVENTS, NDJSON, "{}\n" + large).json().at("/rejected/0/status").asInt())
        .isEqualTo(413);
    assertThat(gateway.post(EVENTS, JSON, "x".repeat(GatewayFixture.MAX_BODY_BYTES + 1)).status())
        .isEqualTo(413);
    assertThat(gateway.post(EVENTS, NDJSON, "1\n".repeat(Lines.MAX_PARTS + 1)).status())
        .isEqualTo(413);
    assertThat(gateway.published.events()).hasSize(1);
  }

  @Test
  void letsNobodyInWithoutAKey() {
    byte[] body = "{}".getBytes(UTF_8);

    Reply none = gateway.send(gateway.request(EVENTS).header("Content-Type", JSON), body);
    Reply wrong =
        gateway.send(
            gateway
                .request(EVENTS)
                .header("Content-Type", JSON)
                .header("Authorization", "Bearer guess"),
            body);

    assertThat(none.status()).isEqualTo(401);
    assertThat(none.header("WWW-Authenticate")).contains("Bearer");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(gateway.published.events()).isEmpty();
  }

  @Test
  void asksToComeAgainWhenKafkaIsAway() {
    gateway.published.breakDown();

    Reply reply = gateway.post(EVENTS, JSON, "{}");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isPresent();
    assertThat(reply.json().path("code").asText()).isEqualTo("UNAVAILABLE");
  }

  @Test
  void answersWithThePredictionWhenSomebodyWaits() {
    CompletableFuture<Reply> first = gateway.postLater(EVENTS + "?id=7&wait=30s", JSON, "{}");
    CompletableFuture<Reply> second = gateway.postLater(EVENTS + "?id=7&wait=30s", JSON, "{}");
    await().until(() -> gateway.published.events().size() == 2);

    gateway.predictions.arrived(Ends.untraced(Ends.answered("other")));
    gateway.predictions.arrived(Ends.untraced(Ends.answered("7")));

    assertThat(first.join().status()).isEqualTo(200);
    assertThat(first.join().json().path("label").asText()).isEqualTo("a");
    assertThat(first.join().json().path("outcome").asText()).isEqualTo("ANSWERED");
    assertThat(second.join().status()).isEqualTo(200);
    assertThat(gateway.predictions.isAnybodyWaiting()).isFalse();
  }

  @Test
  void answersWithTheReceiptWhenThePredictionDoesNotComeInTime() {
    Reply reply = gateway.post(EVENTS + "?id=7&wait=10ms", JSON, "{}");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().path("accepted")).hasSize(1);
    assertThat(gateway.predictions.isAnybodyWaiting()).isFalse();
  }

  @Test
  void answersAtOnceWhatWasAnsweredBefore() {
    gateway.known.write(Ends.answered("7"));

    Reply reply = gateway.post(EVENTS + "?id=7&wait=60s", JSON, "{}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("eventId").asText()).isEqualTo("7");
    assertThat(gateway.published.events()).hasSize(1);
    assertThat(gateway.predictions.isAnybodyWaiting()).isFalse();
  }

  @Test
  void saysWhyWhenTheEventIsSetAside() {
    CompletableFuture<Reply> waiting = gateway.postLater(EVENTS + "?id=7&wait=30s", JSON, "{}");
    await().until(() -> gateway.published.events().size() == 1);

    gateway.predictions.arrived(
        "acme",
        RequestId.of("acme", "letters", "7"),
        new Ending.SetAside("MISSING_VARIABLE", "the event has no text"));

    assertThat(waiting.join().status()).isEqualTo(422);
    assertThat(waiting.join().header("Content-Type")).contains("application/problem+json");
    assertThat(waiting.join().json().path("code").asText()).isEqualTo("MISSING_VARIABLE");
    assertThat(waiting.join().json().path("detail").asText()).isEqualTo("the event has no text");
  }

  @Test
  void waitsOnWhereEarlierPredictionsCannotBeAskedFor() {
    gateway.known.breakDown();
    CompletableFuture<Reply> waiting = gateway.postLater(EVENTS + "?id=7&wait=30s", JSON, "{}");
    await().until(() -> gateway.published.events().size() == 1);

    gateway.predictions.arrived(Ends.untraced(Ends.answered("7")));

    assertThat(waiting.join().status()).isEqualTo(200);
  }

  private static String payload(Keyed<RawEvent> event) {
    return UTF_8.decode(event.value().getPayload().duplicate()).toString();
  }
}
