package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.EventBodies.JSON;
import static dev.millrace.ingestion.gateway.EventBodies.NDJSON;
import static dev.millrace.ingestion.gateway.GatewayFixture.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.Specs;
import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.ingestion.gateway.RecordPublisher.Keyed;
import dev.millrace.record.PiiAction;
import dev.millrace.record.PipelineSpec;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamingTest {

  @RegisterExtension static final GatewayFixture gateway = GatewayFixture.forLetters();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "8e03978e-40d5        | 8e03978e-40d5",
        "\"8e03978e 40d5\"    | 8e03978e 40d5",
        "\"a\\\"b\\\\c\"      | a\"b\\c",
      })
  void takesTheIdempotencyKeyForAnIdThatIsNotGiven(String header, String id) {
    assertThat(send("", JSON, header, "{}").status()).isEqualTo(202);
    assertThat(send("?id=own", JSON, header, "{}").status()).isEqualTo(202);

    assertThat(gateway.published.events())
        .extracting(event -> event.value().getId())
        .containsExactly(id, "own");
  }

  @Test
  void numbersTheLinesOfABatchUnderItsIdempotencyKey() {
    send("", NDJSON, "\"k\"", "{}\n\n{}\n");
    send("", NDJSON, "\"k\"", "{}\n\n{}\n");

    assertThat(gateway.published.events())
        .extracting(event -> event.value().getId())
        .containsExactly("k/1", "k/3", "k/1", "k/3");
  }

  @Test
  void leavesCloudEventsTheirOwnIds() {
    Reply reply =
        send(
            "",
            "application/cloudevents+json",
            "\"k\"",
            "{\"specversion\":\"1.0\",\"id\":\"own\",\"source\":\"s\",\"type\":\"t\",\"data\":1}");

    assertThat(reply.json().at("/accepted/0/eventId").asText()).isEqualTo("own");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"open", "a\"b", "\"a\"b\"", "a,b", "\"tab\tin it\""})
  void refusesBadIdempotencyKeys(String header) {
    Reply reply = send("", JSON, header, "{}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("detail").asText()).contains("Idempotency-Key");
    assertThat(gateway.published.events()).isEmpty();
  }

  @Test
  void refusesLongIdempotencyKeys() {
    assertThat(send("", JSON, "k".repeat(256), "{}").status()).isEqualTo(202);
    assertThat(send("", JSON, "k".repeat(257), "{}").status()).isEqualTo(400);
    assertThat(send("", NDJSON, "k".repeat(246), "{}").status()).isEqualTo(202);
    assertThat(send("", NDJSON, "k".repeat(247), "{}").status()).isEqualTo(400);
  }

  @Test
  void refusesTwoIdempotencyKeys() {
    HttpRequest.Builder request =
        gateway
            .authorized(EVENTS)
            .header("Content-Type", JSON)
            .header("Idempotency-Key", "a")
            .header("Idempotency-Key", "b");

    assertThat(gateway.send(request, "{}".getBytes(StandardCharsets.UTF_8)).status())
        .isEqualTo(400);
  }

  @Test
  void findsIdAndOrderingKeyInTheBody() {
    Reply reply =
        gateway.post(
            EVENTS + "?idPointer=/a/id&keyPointer=/k",
            NDJSON,
            "{\"a\":{\"id\":7},\"k\":\"x\"}\n{\"a\":{}}\n{\"a\":{\"id\":\"8\"}}\n{\"a\":\n");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(gateway.published.events()).extracting(Keyed::key).containsExactly("x");
    assertThat(gateway.published.events().get(0).value().getId()).isEqualTo("7");
    assertThat(reply.json().path("rejected"))
        .extracting(part -> part.path("line").asInt() + " " + part.path("detail").asText())
        .containsExactly(
            "2 the event has no id, a string or a number, at the idPointer",
            "3 the event has no ordering key, a string or a number, at the keyPointer",
            "4 the event is not strict JSON: a value is missing at line 1, byte 6");
  }

  @Test
  void mixesOneEventsNamesFromQueryBodyAndHeader() {
    gateway.post(EVENTS + "?idPointer=/id&key=k", JSON, "{\"id\":1}");
    send("?keyPointer=/k", JSON, "\"i\"", "{\"k\":2}");

    assertThat(gateway.published.events())
        .extracting(event -> event.value().getId() + " under " + event.key())
        .containsExactly("1 under k", "i under 2");
  }

  @ParameterizedTest
  @CsvSource({
    "?id=1, application/x-ndjson, {}",
    "?key=1, application/x-ndjson, {}",
    "?id=1&idPointer=/id, application/json, {}",
    "?key=1&keyPointer=/id, application/json, {}",
    "?idPointer=id, application/json, {}",
    "?id=1, application/cloudevents+json, {}",
    "?keyPointer=/id, application/cloudevents-batch+json, []",
  })
  void refusesNamesThatHaveNoPlace(String query, String type, String body) {
    Reply reply = gateway.post(EVENTS + query, type, body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("code").asText()).isEqualTo("INVALID_FIELD");
    assertThat(gateway.published.events()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"?idPointer=/email", "?keyPointer=/email/home", "?idPointer=/to/0"})
  void refusesNamesOfPersonalData(String query) {
    PipelineSpec spec = Specs.letters();
    spec.getGovernance().setPii(Map.of("/email", PiiAction.HASH, "/to/*", PiiAction.DROP));
    try (GatewayFixture personal = new GatewayFixture(spec)) {
      Reply reply = personal.post(EVENTS + query, JSON, "{\"email\":\"a@example.org\"}");

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.json().path("detail").asText())
          .contains("personal data by governance.pii./");
      assertThat(personal.published.events()).isEmpty();
      assertThat(personal.post(EVENTS + "?idPointer=/id", JSON, "{\"id\":1}").status())
          .isEqualTo(202);
    }
  }

  private static Reply send(String query, String type, String key, String body) {
    return gateway.send(
        gateway
            .authorized(EVENTS + query)
            .header("Content-Type", type)
            .header("Idempotency-Key", key),
        body.getBytes(StandardCharsets.UTF_8));
  }
}
