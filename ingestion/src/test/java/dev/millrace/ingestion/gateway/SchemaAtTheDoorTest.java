package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.GatewayFixture.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.ShapedEvents;
import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code SetAsideTopologyTest} finds behind the door, at the door. */
class SchemaAtTheDoorTest {

  @RegisterExtension static final GatewayFixture gateway = new GatewayFixture(ShapedEvents.spec());

  @ParameterizedTest
  @MethodSource("dev.millrace.ingestion.ShapedEvents#all")
  void takesWhatFitsAndSaysWhatDoesNot(String payload, String objection) {
    Reply reply = gateway.post(EVENTS, EventBodies.JSON, payload);

    assertThat(reply.status()).isEqualTo(objection.isEmpty() ? 202 : 400);
    assertThat(gateway.published.events()).hasSize(objection.isEmpty() ? 1 : 0);
    if (!objection.isEmpty()) {
      assertThat(reply.json().path("code").asText()).isEqualTo("SCHEMA_VIOLATION");
      assertThat(reply.json().path("detail").asText()).isEqualTo(objection);
    }
  }

  @Test
  void takesTheFittingLinesOfABatch() {
    Reply reply = gateway.post(EVENTS, EventBodies.NDJSON, "{\"text\":\"a\"}\n{}\n");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().at("/rejected/0/code").asText()).isEqualTo("SCHEMA_VIOLATION");
    assertThat(reply.json().at("/rejected/0/line").asInt()).isEqualTo(2);
    assertThat(gateway.published.events()).hasSize(1);
  }
}
