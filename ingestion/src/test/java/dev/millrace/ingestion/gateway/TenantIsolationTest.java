package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.EventBodies.JSON;
import static dev.millrace.ingestion.gateway.GatewayFixture.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.ingestion.gateway.predictions.Ends;
import dev.millrace.record.Feedback;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.RawEvent;
import dev.millrace.record.Role;
import dev.millrace.schemas.FeedbackScope;
import dev.millrace.schemas.RequestId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tenant acme has request 7; mallory knows its ids and wants to get at it. */
@Timeout(60)
class TenantIsolationTest {

  private static final String PIPELINE = "/v1/pipelines/letters";
  private static final String REQUEST = RequestId.of("acme", "letters", "7");

  private final GatewayFixture gateway = GatewayFixture.forLetters();

  @BeforeEach
  void issue() {
    gateway.issue("of acme", "acme", Role.PRODUCE, Role.CONSUME);
    gateway.issue("of mallory", "mallory", Role.PRODUCE, Role.CONSUME, Role.OPERATE);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void nobodyPublishesForAnotherWhateverTheEventClaims() {
    Reply reply =
        gateway.send(
            gateway
                .request(PIPELINE + "/events?id=7")
                .header("Authorization", "Bearer of mallory")
                .header("Content-Type", JSON)
                .header("X-Tenant", "acme"),
            "{\"text\":\"a\",\"tenant\":\"acme\"}".getBytes(UTF_8));

    RawEvent event = gateway.published.events().get(0).value();
    assertThat(event.getTenant()).isEqualTo("mallory");
    assertThat(reply.json().at("/accepted/0/requestId").asText())
        .isEqualTo(RequestId.of("mallory", "letters", "7"))
        .isNotEqualTo(REQUEST);
  }

  @Test
  void nobodyWaitsForThePredictionOfAnother() throws Exception {
    CompletableFuture<Reply> acme =
        gateway.postLater("of acme", PIPELINE + "/events?id=7&wait=30s", JSON, "{\"text\":\"a\"}");
    CompletableFuture<Reply> mallory =
        gateway.postLater(
            "of mallory", PIPELINE + "/events?id=7&wait=2s", JSON, "{\"text\":\"a\"}");
    Awaitility.await().until(() -> gateway.published.events().size() == 2);

    gateway.predictions.arrived(Ends.untraced(prediction()));

    assertThat(acme.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
    assertThat(mallory.get(30, TimeUnit.SECONDS).status()).isEqualTo(202);
    assertThat(mallory.get().response().body()).doesNotContain(REQUEST);
  }

  @Test
  void feedbackAboutTheRequestOfAnotherHasNoEffect() {
    String body = "{\"requestId\":\"" + REQUEST + "\",\"label\":\"a\"}";

    assertThat(gateway.post("of mallory", PIPELINE + "/feedback", JSON, body).status())
        .isEqualTo(202);
    assertThat(gateway.post("of acme", PIPELINE + "/feedback", JSON, body).status()).isEqualTo(202);

    Feedback ofMallory = gateway.published.feedback().get(0).value();
    Feedback ofAcme = gateway.published.feedback().get(1).value();
    assertThat(ofMallory.getTenant()).isEqualTo("mallory");
    assertThat(FeedbackScope.covers(ofMallory, prediction())).isFalse();
    assertThat(FeedbackScope.covers(ofAcme, prediction())).isTrue();
  }

  @Test
  void feedbackByEventIdIsAboutTheTenantsOwnRequest() {
    gateway.post("of mallory", PIPELINE + "/feedback", JSON, "{\"eventId\":\"7\",\"label\":\"a\"}");

    assertThat(gateway.published.feedback().get(0).value().getRequestId())
        .isEqualTo(RequestId.of("mallory", "letters", "7"))
        .isNotEqualTo(REQUEST);
  }

  private static Prediction prediction() {
    return Prediction.newBuilder()
        .setRequestId(REQUEST)
        .setEventId("7")
        .setTenant("acme")
        .setPipeline("letters")
        .setOutcome(Outcome.ANSWERED)
        .setLabel("a")
        .setAttempts(List.of())
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(NOW)
        .setReceivedAt(NOW)
        .setCompletedAt(NOW)
        .setLatencies(new Latencies(1L, 2L, 3L))
        .build();
  }
}
