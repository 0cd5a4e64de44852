package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.EventBodies.JSON;
import static dev.millrace.ingestion.gateway.EventBodies.NDJSON;
import static dev.millrace.ingestion.gateway.GatewayFixture.EVENTS;
import static dev.millrace.ingestion.gateway.GatewayFixture.FEEDBACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.ingestion.gateway.predictions.Ends;
import dev.millrace.record.Role;
import dev.millrace.record.TenantLimits;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TenantGateTest {

  private static final String EVENT = "{\"text\":\"hello\"}";

  private final GatewayFixture gateway = GatewayFixture.forLetters();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void asksStrangersForAKey() {
    Reply reply = gateway.post("nobody's", EVENTS, JSON, EVENT);

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("WWW-Authenticate")).contains("Bearer");
    assertThat(reply.json().path("code").asText()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void letsAKeyInFromWhenItIsIssuedUntilItIsRevoked() {
    assertThat(gateway.post("new", EVENTS, JSON, EVENT).status()).isEqualTo(401);
    gateway.issue("new", "acme", Role.PRODUCE);
    assertThat(gateway.post("new", EVENTS, JSON, EVENT).status()).isEqualTo(202);
    gateway.revoke("new");
    assertThat(gateway.post("new", EVENTS, JSON, EVENT).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void wantsTheRoleThatFits(Role role) {
    gateway.issue("key", "acme", role);

    Reply events = gateway.post("key", EVENTS, JSON, EVENT);
    Reply feedback = gateway.post("key", FEEDBACK, JSON, "{\"eventId\":\"1\",\"label\":\"a\"}");

    assertThat(events.status()).isEqualTo(role == Role.PRODUCE ? 202 : 403);
    assertThat(feedback.status()).isEqualTo(role == Role.OPERATE ? 403 : 202);
    if (role == Role.CONSUME) {
      assertThat(events.json().path("code").asText()).isEqualTo("FORBIDDEN");
      assertThat(events.json().path("detail").asText()).contains("the role PRODUCE");
    }
  }

  @Test
  void letsNobodyWaitForWhatItsKeyMayNotRead() {
    gateway.known.write(Ends.answered("7"));
    gateway.issue("writer", "acme", Role.PRODUCE, Role.OPERATE);
    gateway.issue("both", "acme", Role.PRODUCE, Role.CONSUME);

    for (String wait : List.of("60s", "soon", "")) {
      Reply refused = gateway.post("writer", EVENTS + "?id=7&wait=" + wait, JSON, EVENT);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.json().path("code").asText()).isEqualTo("FORBIDDEN");
      assertThat(refused.json().path("detail").asText())
          .contains("does not have the role CONSUME", "wait");
    }
    assertThat(gateway.published.events()).isEmpty();
    assertThat(gateway.predictions.isAnybodyWaiting()).isFalse();

    assertThat(gateway.post("both", EVENTS + "?id=7&wait=60s", JSON, EVENT).status())
        .isEqualTo(200);
    assertThat(gateway.post("writer", EVENTS + "?id=7", JSON, EVENT).status()).isEqualTo(202);
  }

  @Test
  void chargesABatchForItsParts() {
    limit("acme", 10.0, null, null);

    assertThat(gateway.post(EVENTS, NDJSON, lines(30)).status()).isEqualTo(202);
    Reply refused = gateway.post(EVENTS, JSON, EVENT);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.json().path("code").asText()).isEqualTo("RATE_LIMITED");
    assertThat(refused.json().path("detail").asText()).contains("tenant acme", "10 events");
    assertThat(refused.header("Retry-After")).contains("1");
    assertThat(gateway.published.events()).hasSize(30);

    gateway.now.updateAndGet(now -> now.plusMillis(200));
    assertThat(gateway.post(EVENTS, JSON, EVENT).status()).isEqualTo(202);
  }

  @Test
  void saysHowLongToWaitUntilAllIsPaidBack() {
    limit("acme", 10.0, null, null);

    assertThat(gateway.post(EVENTS, NDJSON, lines(100)).status()).isEqualTo(202);
    Reply refused = gateway.post(EVENTS, JSON, EVENT);
    assertThat(refused.header("Retry-After")).contains("8");

    gateway.now.updateAndGet(now -> now.plusSeconds(8));
    assertThat(gateway.post(EVENTS, JSON, EVENT).status()).isEqualTo(202);
  }

  @Test
  void chargesBytesWhetherAnnouncedOrNot() {
    limit("acme", null, 100L, null);
    String large = "{\"text\":\"" + "x".repeat(350) + "\"}";

    assertThat(gateway.post(EVENTS, JSON, large).status()).isEqualTo(202);
    Reply refused = gateway.post(EVENTS, JSON, EVENT);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.json().path("detail").asText()).contains("100 bytes");

    gateway.now.updateAndGet(now -> now.plusSeconds(60));
    assertThat(gateway.send(unannounced(large)).status()).isEqualTo(202);
    assertThat(gateway.post(EVENTS, JSON, EVENT).status()).isEqualTo(429);
  }

  @Test
  void limitsEachTenantForItself() {
    gateway.issue("other's", "other", Role.PRODUCE);
    limit("acme", 1.0, null, null);

    assertThat(gateway.post(EVENTS, NDJSON, lines(50)).status()).isEqualTo(202);
    assertThat(gateway.post(EVENTS, JSON, EVENT).status()).isEqualTo(429);
    assertThat(gateway.post("other's", EVENTS, JSON, EVENT).status()).isEqualTo(202);
  }

  @Test
  void takesNewLimitsAtOnce() {
    limit("acme", 1.0, null, null);
    assertThat(gateway.post(EVENTS, NDJSON, lines(3)).status()).isEqualTo(202);
    assertThat(gateway.post(EVENTS, JSON, EVENT).header("Retry-After")).contains("1");

    gateway.limits.remove("acme");
    gateway.now.updateAndGet(now -> now.plusMillis(1_100));
    assertThat(gateway.post(EVENTS, NDJSON, lines(5_000)).status()).isEqualTo(202);
    gateway.now.updateAndGet(now -> now.plusSeconds(1));
    assertThat(gateway.post(EVENTS, NDJSON, lines(5_000)).status()).isEqualTo(202);
  }

  @Test
  void namesTheTenantsLargestBody() {
    limit("acme", null, null, 100);
    String large = "{\"text\":\"" + "x".repeat(100) + "\"}";

    for (Reply reply :
        List.of(gateway.post(EVENTS, JSON, large), gateway.send(unannounced(large)))) {
      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.json().path("code").asText()).isEqualTo("TOO_LARGE");
      assertThat(reply.json().path("detail").asText()).contains("100 bytes", "tenant acme");
    }
    assertThat(gateway.post(EVENTS, JSON, EVENT).status()).isEqualTo(202);
  }

  @Test
  void letsATenantSendMoreAtOnceThanIsUsual() {
    limit("acme", null, null, 2 * GatewayFixture.MAX_BODY_BYTES);
    String batch = (EVENT + " ".repeat(900) + "\n").repeat(1_500);

    assertThat(gateway.post(EVENTS, NDJSON, batch).status()).isEqualTo(202);
  }

  @Test
  void isOpenToAnybodyWhereThereIsNothingToKnow() {
    for (String path : List.of("/healthz", "/readyz", "/openapi.json")) {
      assertThat(gateway.get(path).status()).isEqualTo(200);
    }
  }

  private HttpRequest unannounced(String body) {
    return gateway
        .authorized(EVENTS)
        .header("Content-Type", JSON)
        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body)))
        .build();
  }

  private void limit(
      String tenant, @Nullable Double events, @Nullable Long bytes, @Nullable Integer body) {
    gateway.limits.put(
        tenant,
        TenantLimits.newBuilder()
            .setTenant(tenant)
            .setEventsPerSecond(events)
            .setBytesPerSecond(bytes)
            .setMaxBodyBytes(body)
            .setChangedBy("test")
            .setChangedAt(GatewayFixture.NOW)
            .build());
  }

  private static String lines(int events) {
    return IntStream.range(0, events)
        .mapToObj(i -> "{\"text\":\"" + i + "\"}")
        .collect(Collectors.joining("\n"));
  }
}
