package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.EventBodies.JSON;
import static dev.millrace.ingestion.gateway.GatewayFixture.EVENTS;
import static dev.millrace.ingestion.gateway.GatewayFixture.FEEDBACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.schemas.RequestId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

  @RegisterExtension static final GatewayFixture gateway = GatewayFixture.forLetters();

  private static final String PREDICTION =
      "/v1/predictions/" + RequestId.of("acme", "letters", "7");

  @ParameterizedTest
  @ValueSource(strings = {"idpointer", "wiat", "tenant", "Id"})
  void namesTheParameterThatEventsDoNotHaveAndThoseTheyHave(String name) {
    Reply reply = gateway.post(EVENTS + "?id=1&" + name + "=/id", JSON, "{}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("code").asText()).isEqualTo("INVALID_FIELD");
    assertThat(reply.json().path("detail").asText())
        .isEqualTo(
            "the query parameter "
                + name
                + " is unknown here: known are wait, lane, id, key, idPointer, keyPointer");
    assertThat(gateway.published.events()).isEmpty();
  }

  @Test
  void refusesWhatFeedbackDoesNotHave() {
    Reply reply = gateway.post(FEEDBACK + "?wait=1s", JSON, "{\"eventId\":\"7\",\"label\":\"a\"}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("detail").asText())
        .isEqualTo("the query parameter wait is unknown here: leave it out");
    assertThat(gateway.published.feedback()).isEmpty();
  }

  @Test
  void refusesWhatReadingDoesNotHave() {
    for (String path :
        List.of(PREDICTION + "?wiat=1s", "/v1/pipelines/letters/predictions?form=beginning")) {
      assertThat(gateway.get(gateway.authorized(path)).status()).as(path).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/readyz", "/openapi.json"})
  void refusesWhatOpenRoutesDoNotHave(String path) {
    assertThat(gateway.get(path + "?deep=1").status()).isEqualTo(400);
    assertThat(gateway.get(path + "?").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "id=1&id=2, id",
    "id=1&id=1, id",
    "wait=1s&id=1&wait=2s, wait",
    "idPointer=/a&idPointer=/b, idPointer"
  })
  void refusesAParameterThatIsGivenTwice(String query, String name) {
    Reply reply = gateway.post(EVENTS + "?" + query, JSON, "{}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("detail").asText())
        .isEqualTo("the query parameter " + name + " is given 2 times: give it once");
    assertThat(gateway.published.events()).isEmpty();
  }

  @Test
  void asksStrangersForTheirKeyFirst() {
    assertThat(gateway.post("nobody's", EVENTS + "?wiat=1s", JSON, "{}").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"text\":\"secret\"}", "se\ncret"})
  void doesNotTellBackWhatIsNoName(String name) {
    assertThat(Query.of("wait").objection(Map.of(name, List.of("1"))).orElseThrow().detail())
        .isEqualTo("a query parameter is unknown here: known are wait")
        .doesNotContain("cret");
  }
}
