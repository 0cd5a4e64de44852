package dev.millrace.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.ingestion.gateway.status.Standings;
import dev.millrace.record.Role;
import java.net.http.HttpRequest;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class StatusEndpointTest {

  private static final String PATH = "/v1/status";
  private static final String EVENTS = "/v1/status/events";

  @RegisterExtension static final GatewayFixture gateway = GatewayFixture.forLetters();

  @BeforeEach
  void waitForStreamsToEnd() {
    await()
        .until(
            () -> {
              // A client that is gone is noticed by writing to it only.
              Standings.tell(gateway.statusStreams, Standings.EMPTY);
              return gateway.statusStreams.size() == 0;
            });
  }

  @Test
  void showsHowTheFactoryStands() {
    gateway.status.set(Standings.BUSY);

    Reply reply = gateway.get(gateway.authorized(PATH));

    assertThat(reply.header("Cache-Control")).contains("no-store");
    assertThat(reply.json().path("jobs").path(1).path("reason").asText())
        .isEqualTo("CloudWatch is away");
    assertThat(reply.json().path("topics").path(0).path("perSecond").asDouble()).isEqualTo(12.3);
    assertThat(reply.json().path("topics").path(1).path("perSecond").isNull()).isTrue();
    assertThat(reply.json().path("groups").path(0).path("lag").asInt()).isEqualTo(8);
  }

  @Test
  void tellsAtOnceAndThenAsItChanges() {
    try (Stream<String> lines = gateway.lines(gateway.authorized(EVENTS))) {
      Iterator<String> line = lines.iterator();
      assertThat(line.next()).isEqualTo("retry: 2000");
      assertThat(line.next()).isEqualTo("event: status");
      assertThat(line.next()).isEqualTo("data: " + Standings.EMPTY.json());
      assertThat(line.next()).isEmpty();

      Standings.tell(gateway.statusStreams, Standings.BUSY);

      assertThat(line.next()).isEqualTo("event: status");
      assertThat(line.next()).isEqualTo("data: " + Standings.BUSY.json());
    }
  }

  @Test
  void endsWhenItsKeyIsRevoked() {
    gateway.issue("watcher", "acme", Role.OPERATE);
    try (Stream<String> lines =
        gateway.lines(gateway.request(EVENTS).header("Authorization", "Bearer watcher"))) {
      Iterator<String> line = lines.iterator();
      assertThat(line.next()).isEqualTo("retry: 2000");
      gateway.revoke("watcher");

      Standings.tell(gateway.statusStreams, Standings.BUSY);

      line.forEachRemaining(rest -> assertThat(rest).doesNotContain("CloudWatch"));
      assertThat(gateway.statusStreams.size()).isZero();
    }
  }

  @Test
  void leavesRoomForOtherTenants() {
    gateway.issue("watcher-a", "other", Role.OPERATE);
    gateway.issue("watcher-b", "third", Role.OPERATE);
    try (Stream<String> one = gateway.lines(gateway.authorized(EVENTS));
        Stream<String> two = gateway.lines(gateway.authorized(EVENTS))) {
      assertThat(one.iterator().next()).isEqualTo(two.iterator().next());

      Reply third = gateway.get(gateway.authorized(EVENTS));

      assertThat(third.status()).isEqualTo(429);
      assertThat(third.json().path("detail").asText())
          .contains("as many of this tenant look on as may at once (2)");
      try (Stream<String> others = gateway.lines(bearing("watcher-a"))) {
        assertThat(others.iterator().next()).isEqualTo("retry: 2000");

        Reply last = gateway.get(bearing("watcher-b"));

        assertThat(last.status()).isEqualTo(429);
        assertThat(last.json().path("detail").asText())
            .contains("as many look on as can at once (3 of all tenants)");
      }
    }
  }

  private static HttpRequest.Builder bearing(String key) {
    return gateway.request(EVENTS).header("Authorization", "Bearer " + key);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void isForThoseWhoOperate(Role role) {
    gateway.issue("narrow", "acme", role);

    int status =
        gateway.get(gateway.request(PATH).header("Authorization", "Bearer narrow")).status();

    assertThat(status).isEqualTo(role == Role.OPERATE ? 200 : 403);
  }

  @Test
  void showsWhoseKeyItIs() {
    gateway.issue("narrow", "acme", Role.CONSUME, Role.OPERATE);

    Reply reply = gateway.get(gateway.request("/v1/key").header("Authorization", "Bearer narrow"));

    assertThat(reply.json().path("tenant").asText()).isEqualTo("acme");
    assertThat(reply.json().path("id").asText()).isEqualTo(ApiKeys.id(ApiKeys.digest("narrow")));
    assertThat(reply.json().path("roles").toString()).isEqualTo("[\"CONSUME\",\"OPERATE\"]");
    assertThat(gateway.get("/v1/key").status()).isEqualTo(401);
  }

  @Test
  void showsPipelinesWithoutTheirPromptsAndTopicsWithTheirSchemas() {
    Reply pipelines = gateway.get(gateway.authorized("/v1/pipelines"));
    Reply topics = gateway.get(gateway.authorized("/v1/topics"));

    assertThat(pipelines.json().path("pipelines").findValuesAsText("pipeline"))
        .containsExactly("letters");
    assertThat(pipelines.response().body()).doesNotContain("prompt", "\"topic\"");
    assertThat(topics.json().path("topics").path(0).path("schema").path("name").asText())
        .isEqualTo("RawEvent");
  }
}
