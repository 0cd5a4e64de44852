package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.EventBodies.JSON;
import static dev.millrace.ingestion.gateway.EventBodies.NDJSON;
import static dev.millrace.ingestion.gateway.GatewayFixture.FEEDBACK;
import static dev.millrace.ingestion.gateway.GatewayFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.ingestion.gateway.RecordPublisher.Keyed;
import dev.millrace.record.Feedback;
import dev.millrace.schemas.RequestId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedbackEndpointTest {

  private static final String REQUEST = RequestId.of("acme", "letters", "7");

  @RegisterExtension static final GatewayFixture gateway = GatewayFixture.forLetters();

  @Test
  void writesDownALabelOfAnEvent() {
    Reply reply = gateway.post(FEEDBACK, JSON, "{\"eventId\":\"7\",\"label\":\"a\"}");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().at("/accepted/0/eventId").asText()).isEqualTo("7");
    assertThat(reply.json().at("/accepted/0/requestId").asText()).isEqualTo(REQUEST);
    Keyed<Feedback> feedback = gateway.published.feedback().get(0);
    assertThat(feedback.key()).isEqualTo(REQUEST);
    assertThat(feedback.value().getTenant()).isEqualTo("acme");
    assertThat(feedback.value().getPipeline()).isEqualTo("letters");
    assertThat(feedback.value().getLabel()).isEqualTo("a");
    assertThat(feedback.value().getRating()).isNull();
    assertThat(feedback.value().getSource()).isEqualTo("unknown");
    assertThat(feedback.value().getObservedAt()).isEqualTo(NOW);
  }

  @Test
  void writesDownARatingOfARequest() {
    String body =
        "{\"requestId\":\""
            + REQUEST
            + "\",\"rating\":0.5,\"label\":null,\"source\":\"clerk\","
            + "\"observedAt\":\"2025-12-31T00:00:00Z\"}";

    assertThat(gateway.post(FEEDBACK, JSON, body).status()).isEqualTo(202);

    Feedback feedback = gateway.published.feedback().get(0).value();
    assertThat(feedback.getRequestId()).isEqualTo(REQUEST);
    assertThat(feedback.getEventId()).isNull();
    assertThat(feedback.getRating()).isEqualTo(0.5);
    assertThat(feedback.getSource()).isEqualTo("clerk");
    assertThat(feedback.getObservedAt()).isEqualTo(Instant.parse("2025-12-31T00:00:00Z"));
  }

  @Test
  void takesTheGoodLinesAndTellsTheBadOnes() {
    Reply reply =
        gateway.post(
            FEEDBACK,
            NDJSON,
            "{\"eventId\":\"1\",\"label\":\"a\"}\n\nnonsense\n{\"eventId\":\"2\",\"rating\":1}");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().path("accepted")).hasSize(2);
    assertThat(reply.json().at("/rejected/0/index").asInt()).isEqualTo(1);
    assertThat(reply.json().at("/rejected/0/line").asInt()).isEqualTo(3);
    assertThat(gateway.published.feedback()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"eventId\":\"7\"}",
        "{\"label\":\"a\"}",
        "{\"eventId\":7,\"label\":\"a\"}",
        "{\"eventId\":\"\",\"label\":\"a\"}",
        "{\"eventId\":\"7\",\"label\":\"\"}",
        "{\"eventId\":\"7\",\"rating\":1.1}",
        "{\"eventId\":\"7\",\"rating\":1e999}",
        "{\"eventId\":\"7\",\"rating\":\"1\"}",
        "{\"eventId\":\"7\",\"label\":\"a\",\"lable\":\"a\"}",
        "{\"eventId\":\"7\",\"label\":\"a\",\"observedAt\":\"noon\"}",
        "{\"requestId\":\"7\",\"label\":\"a\"}",
        "{\"eventId\":\"8\",\"requestId\":\"00000000-0000-8000-8000-000000000000\",\"label\":\"a\"}",
        "{\"eventId\":\"7\",\"label\":\"a\",\"label\":\"b\"}"
      })
  void refusesWhatIsNoFeedback(String body) {
    assertThat(gateway.post(FEEDBACK, JSON, body).status()).isEqualTo(400);
    assertThat(gateway.published.feedback()).isEmpty();
  }

  @Test
  void knowsItsPipelineAndItsTypes() {
    assertThat(gateway.post("/v1/pipelines/x/feedback", JSON, "{}").status()).isEqualTo(404);
    assertThat(gateway.post(FEEDBACK, "text/plain", "{}").status()).isEqualTo(415);
  }

  @Test
  void asksToComeAgainWhenKafkaIsAway() {
    gateway.published.breakDown();

    assertThat(gateway.post(FEEDBACK, JSON, "{\"eventId\":\"7\",\"label\":\"a\"}").status())
        .isEqualTo(503);
  }
}
