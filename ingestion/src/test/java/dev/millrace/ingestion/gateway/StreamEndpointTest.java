package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.ingestion.gateway.predictions.Ends;
import dev.millrace.record.Role;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@SuppressWarnings("NullAway.Init")
class StreamEndpointTest {

  private static final String PATH = "/v1/pipelines/letters/predictions";

  private GatewayFixture gateway;

  @BeforeEach
  void start() {
    gateway = GatewayFixture.forLetters();
  }

  @AfterEach
  void stop() {
    gateway.close();
    assertThat(gateway.topics.open()).isZero();
  }

  @Test
  void beginsWithWhatWasWrittenLast() {
    for (int i = 0; i < 60; i++) {
      gateway.topics.write(0, Ends.answered("old-" + i));
    }

    assertThat(firstEvent(gateway.authorized(PATH + "?from=recent"))).contains("\"old-10\"");
  }

  @Test
  void streamsEventsAsTheStandardHasThem() {
    gateway.topics.write(1, Ends.answered("7"));

    try (Stream<String> lines = gateway.lines(gateway.authorized(PATH + "?from=beginning"))) {
      Iterator<String> line = lines.iterator();
      assertThat(line.next()).startsWith(":");
      assertThat(line.next()).isEqualTo("retry: 2000");
      assertThat(line.next()).isEqualTo("id: 0.0-1.0");
      assertThat(line.next()).isEmpty();
      assertThat(line.next()).isEqualTo("event: prediction");
      assertThat(line.next()).isEqualTo("id: 0.0-1.1");
      assertThat(line.next()).startsWith("data: {\"requestId\":\"").endsWith("}");
      assertThat(line.next()).isEmpty();
    }
  }

  @Test
  void resumesBehindTheLastEventByHeaderOrQuery() {
    for (int i = 0; i < 3; i++) {
      gateway.topics.write(0, Ends.answered("" + i));
    }
    HttpRequest.Builder byHeader =
        gateway.authorized(PATH + "?after=0.0&from=beginning").header("Last-Event-ID", "0.2-1.0");

    assertThat(firstEvent(byHeader)).contains("\"eventId\":\"2\"");
    assertThat(firstEvent(gateway.authorized(PATH + "?after=0.1-1.0&from=now")))
        .contains("\"eventId\":\"1\"");
    assertThat(firstEvent(gateway.authorized(PATH + "?outcome=FAILED,ANSWERED&from=beginning")))
        .contains("\"eventId\":\"0\"");
  }

  @Test
  void showsATenantItsOwnOnly() {
    gateway.topics.write(0, Ends.answered("of acme"));
    gateway.topics.write(0, Ends.answered("other", "letters", "of other"));

    assertThat(firstEvent(gateway.fromAnother(PATH + "?from=beginning"))).contains("of other");
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(gateway.get(PATH).status()).isEqualTo(401);
    assertThat(get("/v1/pipelines/others/predictions").json().path("code").asText())
        .isEqualTo("UNKNOWN_PIPELINE");
    for (String query : List.of("after=", "after=7", "after=0.1-0.1&from=now")) {
      Reply reply = get(PATH + "?" + query);
      assertThat(reply.status()).as(query).isEqualTo(400);
      assertThat(reply.json().path("detail").asText()).contains("Last-Event-ID");
    }
    Reply malformed = gateway.get(gateway.authorized(PATH).header("Last-Event-ID", "seven"));
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.json().path("detail").asText()).contains("Last-Event-ID");
    for (String query : List.of("from=then", "from=")) {
      Reply reply = get(PATH + "?" + query);
      assertThat(reply.status()).as(query).isEqualTo(400);
      assertThat(reply.json().path("detail").asText())
          .isEqualTo("from is none of now, recent and beginning");
    }
    for (String query : List.of("outcome=", "outcome=answered", "outcome=ANSWERED,,FAILED")) {
      Reply reply = get(PATH + "?" + query);
      assertThat(reply.status()).as(query).isEqualTo(400);
      assertThat(reply.json().path("detail").asText())
          .contains("ANSWERED, BLOCKED, REFUSED, FAILED");
    }
    assertThat(gateway.streams.size()).isZero();
  }

  @Test
  void keepsToItsLimits() {
    try (Stream<String> first = gateway.lines(gateway.authorized(PATH));
        Stream<String> second = gateway.lines(gateway.authorized(PATH))) {
      assertThat(first.iterator().next()).isNotEmpty();
      assertThat(second.iterator().next()).isNotEmpty();

      Reply reply = get(PATH);

      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.json().path("code").asText()).isEqualTo("RATE_LIMITED");
      assertThat(reply.header("Retry-After")).contains("10");
    }
  }

  @Test
  void asksToComeAgainWhenKafkaIsAway() {
    gateway.topics.breakDown();

    Reply reply = get(PATH);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isPresent();
    gateway.topics.mend();
  }

  @Test
  void freesItsConsumerSoonAfterTheClientHasGone() {
    try (Stream<String> lines = gateway.lines(gateway.authorized(PATH))) {
      assertThat(lines.iterator().next()).isNotEmpty();
    }

    await().until(() -> gateway.topics.open() == 0);
  }

  @Test
  void endsInOrderWhenItsKeyIsRevoked() {
    gateway.issue("reader", "acme", Role.CONSUME);
    HttpRequest.Builder request = gateway.request(PATH).header("Authorization", "Bearer reader");
    try (Stream<String> lines = gateway.lines(request)) {
      Iterator<String> line = lines.iterator();
      assertThat(line.next()).isNotEmpty();

      gateway.revoke("reader");
      gateway.topics.write(0, Ends.answered("afterwards"));

      List<String> rest = new ArrayList<>();
      line.forEachRemaining(rest::add);
      assertThat(rest).noneMatch(one -> one.contains("afterwards"));
    }
    await().until(() -> gateway.streams.size() == 0);
  }

  @Test
  void endsInOrderWhenTheGatewayStops() {
    try (Stream<String> lines = gateway.lines(gateway.authorized(PATH))) {
      Iterator<String> line = lines.iterator();
      assertThat(line.next()).isNotEmpty();

      gateway.close();

      List<String> rest = new ArrayList<>();
      line.forEachRemaining(rest::add);
      assertThat(rest).startsWith("retry: 2000", "id: 0.0-1.0").endsWith("");
    }
  }

  /** What a client does not read stays in Kafka, but for what the sockets hold. */
  @Test
  void readsForASlowClientNoFasterThanItTakes() throws IOException {
    int events = 200_000;
    byte[] value = gateway.topics.encoded(Ends.answered("1"));
    for (int i = 0; i < events; i++) {
      gateway.topics.write(Topics.PREDICTIONS, 0, value);
    }

    try (Socket slow = new Socket(gateway.address().getHost(), gateway.address().getPort())) {
      String request =
          gateway.authorized(PATH).build().headers().firstValue("Authorization").orElseThrow();
      slow.getOutputStream()
          .write(
              ("GET "
                      + PATH
                      + "?from=beginning HTTP/1.1\r\nHost: test\r\nAuthorization: "
                      + request
                      + "\r\n\r\n")
                  .getBytes(US_ASCII));
      await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(new Standing(gateway)::check);
      assertThat(gateway.topics.delivered()).isBetween(1L, events / 4L);

      InputStream in = slow.getInputStream();
      long before = gateway.topics.delivered();
      long read = 0;
      while (read < 16L << 20) {
        read += in.readNBytes(1 << 20).length;
      }
      assertThat(new String(in.readNBytes(4096), UTF_8)).contains("event: prediction");
      await().until(() -> gateway.topics.delivered() > before);
    }
  }

  /** Holds while nothing more is read than a moment ago. */
  private static final class Standing {

    private final GatewayFixture gateway;
    private long last = -1;

    Standing(GatewayFixture gateway) {
      this.gateway = gateway;
    }

    void check() {
      long before = last;
      last = gateway.topics.delivered();
      assertThat(last).isPositive().isEqualTo(before);
    }
  }

  private String firstEvent(HttpRequest.Builder request) {
    try (Stream<String> lines = gateway.lines(request)) {
      return lines.filter(line -> line.startsWith("data: ")).findFirst().orElseThrow();
    } finally {
      await().until(() -> gateway.streams.size() == 0);
    }
  }

  private Reply get(String path) {
    return gateway.get(gateway.authorized(path));
  }
}
