package dev.millrace.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that mean no good: each gets a clear error or an end, and nobody else notices. */
@Timeout(120)
class HttpAbuseTest {

  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final int MEMORY = 8 << 20;
  private static final Duration IDLE = Duration.ofSeconds(2);
  private static final HttpLimits.Pace PACE = new HttpLimits.Pace(Duration.ofSeconds(1), 1_000_000);
  private static final HttpLimits IMPATIENT =
      HttpLimits.DEFAULT
          .withMemory(MEMORY)
          .with(new HttpLimits.Patience(IDLE, PACE, Duration.ofSeconds(1)));
  private static final HttpLimits PATIENT = HttpLimits.DEFAULT.withMemory(MEMORY);

  private final CompletableFuture<Throwable> gone = new CompletableFuture<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server = started(PATIENT);

  @AfterEach
  void nothingIsHeld() throws Exception {
    assertOthersAreServed();
    Awaitility.await().until(() -> server.freeBytes() == MEMORY);
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {20_000, 20_000_000})
  void endsFloodsOfHeaders(int bytes) throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.send("GET /hello HTTP/1.1\r\nHost: x\r\n");
      try {
        for (int sent = 0; sent < bytes; sent += 1000) {
          raw.send("X-" + sent + ": " + "x".repeat(990) + "\r\n");
        }
      } catch (IOException e) {
        assertThat(bytes).as("sent before the server closed").isGreaterThan(1_000_000);
      }
      String answer = raw.readToEnd();
      if (bytes < 1_000_000) {
        assertThat(answer)
            .startsWith("HTTP/1.1 431 ")
            .contains("application/problem+json", "\"code\":\"HEADERS_TOO_LARGE\"", "16384");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {9_000, 18_000})
  void refusesEndlessPaths(int length) throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.send(
          "GET /hello?q="
              + "x".repeat(length)
              + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(raw.readToEnd())
          .startsWith("HTTP/1.1 414 ")
          .contains("application/problem+json", "\"code\":\"URI_TOO_LONG\"");
    }
  }

  @Test
  void refusesWhatIsNoHttpInTheFormOfAllErrors() throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.send("POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n");
      assertThat(raw.readToEnd())
          .startsWith("HTTP/1.1 400 ")
          .contains("application/problem+json", "\"code\":\"BAD_REQUEST\"")
          .doesNotContain("many");
    }
  }

  /** Of Latin-1 the ids of two would otherwise be read as one: U+FFFD for each strange letter. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/hello?id=M%FCller",
        "/hello?id=M%F6ller",
        "/hello?M%FCller=1",
        "/hello?id=M%C3",
        "/hello?id=M%ZZ",
        "/hello?id=M%",
        "/hello?id=M\u00fcller",
        "/M%FCller"
      })
  void refusesWhatIsNoUtf8(String target) throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.head("GET " + target + " HTTP/1.1", "Connection: close");
      assertThat(raw.readToEnd())
          .startsWith("HTTP/1.1 400 ")
          .contains("application/problem+json", "\"code\":\"BAD_REQUEST\"", "UTF-8")
          .doesNotContain("ller");
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void refusesQueriesThatAreNoUtf8InBothVersions(HttpClient.Version version) throws Exception {
    assertThat(get(version, "/hello?id=M%FCller").statusCode()).isEqualTo(400);
    assertThat(get(version, "/hello?id=M%C3%BCller").statusCode()).isEqualTo(204);
  }

  @Test
  void closesConnectionsThatSayNothing() throws Exception {
    start(IMPATIENT);

    List<RawConnection> idle = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      idle.add(new RawConnection(server));
    }
    assertOthersAreServed();
    for (RawConnection one : idle) {
      assertThat(one.readToEnd()).isEmpty();
      one.close();
    }
  }

  @Test
  void closesConnectionsWhoseHeadsDoNotEnd() throws Exception {
    start(IMPATIENT);

    try (RawConnection raw = new RawConnection(server)) {
      raw.send("GET /hello HTTP/1.1\r\nHost: x\r\n");
      assertThat(raw.trickle("X: y\r\n")).doesNotContain("200");
    }
  }

  @Test
  void keepsConnectionsThatAreWaitedFor() throws Exception {
    start(IMPATIENT);

    for (HttpClient.Version version : HttpClient.Version.values()) {
      assertThat(get(version, "/late").statusCode()).isEqualTo(204);
    }
    try (RawConnection raw = new RawConnection(server)) {
      raw.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(raw.readLineThatBegins("HTTP/1.1 2")).contains("204");
      assertThat(raw.readToEnd()).as("idle again").doesNotContain("HTTP");
    }
  }

  @Test
  void givesNoAddressMoreThanItsConnections() throws Exception {
    start(PATIENT.with(new HttpLimits.Crowd(6, 4)));

    List<RawConnection> open = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      open.add(greeted("127.0.0.2"));
    }
    try (RawConnection tooMany = new RawConnection(server, "127.0.0.2")) {
      assertThat(tooMany.readToEnd()).isEmpty();
    }
    Awaitility.await().until(() -> server.openConnections() == 4);
    open.add(greeted("127.0.0.3"));
    open.add(greeted("127.0.0.3"));
    try (RawConnection tooMany = new RawConnection(server, "127.0.0.4")) {
      assertThat(tooMany.readToEnd()).isEmpty();
    }

    for (RawConnection one : open) {
      one.close();
    }
    Awaitility.await().until(() -> server.openConnections() == 0);
    greeted("127.0.0.2").close();
  }

  @Test
  void endsBodiesThatTrickle() throws Exception {
    start(IMPATIENT);

    try (RawConnection raw = new RawConnection(server)) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n");
      assertThat(raw.trickle("x"))
          .startsWith("HTTP/1.1 408 ")
          .contains("\"code\":\"TOO_SLOW\"", "Connection: close");
    }
  }

  @Test
  void endsBodiesThatBreakOffInTheMiddle() throws Exception {
    start(IMPATIENT);

    try (RawConnection raw = new RawConnection(server)) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\nbegin");
      assertThat(raw.readToEnd()).startsWith("HTTP/1.1 408 ").contains("\"code\":\"TOO_SLOW\"");
    }
  }

  @Test
  void forgetsBodiesWhoseClientsAreGone() throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\nbegin");
      Awaitility.await().until(() -> server.freeBytes() < MEMORY - 500_000);
    }
  }

  @Test
  void doesNotListenLongToThoseItRefuses() throws Exception {
    start(IMPATIENT);

    try (RawConnection raw = new RawConnection(server)) {
      raw.send("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n");
      assertThat(raw.trickle("x")).startsWith("HTTP/1.1 404 ").contains("Connection: close");
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void givesUpOnClientsThatDoNotRead(HttpClient.Version version) throws Exception {
    start(IMPATIENT);

    HttpResponse<InputStream> unread =
        client.send(request("/endless", version).build(), BodyHandlers.ofInputStream());
    assertOthersAreServed();
    assertThat(gone.get(30, TimeUnit.SECONDS)).isNotNull();
    unread.body().close();
  }

  @Test
  void givesUpOnClientsThatDoNotTakeALargeReply() throws Exception {
    start(IMPATIENT);

    try (RawConnection raw = new RawConnection(server)) {
      raw.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
      Awaitility.await().until(() -> server.freeBytes() < MEMORY);
      Awaitility.await().until(() -> server.freeBytes() == MEMORY);
      assertThat(raw.readToEnd().length()).isLessThan(LARGE);
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void refusesBodiesOf100Megabytes(HttpClient.Version version) throws Exception {
    for (HttpRequest.BodyPublisher body :
        List.of(
            BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(Zeros::new), Zeros.LENGTH),
            BodyPublishers.ofInputStream(Zeros::new))) {
      CompletableFuture<HttpResponse<String>> reply =
          client.sendAsync(request("/echo", version).POST(body).build(), BodyHandlers.ofString());
      assertOthersAreServed();
      assertThat(server.freeBytes()).isGreaterThan(MEMORY - 4 * MAX_BODY_BYTES);
      assertThat(reply.get(50, TimeUnit.SECONDS).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void closesHttp2ConnectionsThatResetMuch() throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(Http2.frame(Http2.SETTINGS, 0, 0));
      int stream = 1;
      try {
        for (; stream < 100_000; stream += 2) {
          raw.send(Http2.get(stream)).send(Http2.reset(stream));
        }
      } catch (IOException e) {
        assertThat(e).as("closed while it was reset").isNotNull();
      }
      raw.readToEnd();
      assertThat(stream).isLessThan(100_000);
    }
  }

  @Test
  void closesHttp2ConnectionsThatPingMuch() throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(Http2.frame(Http2.SETTINGS, 0, 0));
      int pings = 0;
      try {
        for (; pings < 100_000; pings++) {
          raw.send(Http2.frame(Http2.PING, 0, 0, new byte[8]));
        }
      } catch (IOException e) {
        assertThat(e).as("closed while it was pinged").isNotNull();
      }
      raw.readToEnd();
      assertThat(pings).isLessThan(100_000);
    }
  }

  @Test
  void closesHttp2ConnectionsWhoseHeadersDoNotEnd() throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(Http2.frame(Http2.SETTINGS, 0, 0));
      int frames = 0;
      try {
        raw.send(Http2.frame(Http2.HEADERS, 0, 1, new byte[0]));
        for (; frames < 10_000; frames++) {
          raw.send(Http2.frame(Http2.CONTINUATION, 0, 1, new byte[1000]));
        }
      } catch (IOException e) {
        assertThat(e).as("closed while it was flooded").isNotNull();
      }
      raw.readToEnd();
      assertThat(frames).isLessThan(10_000);
    }
  }

  private static final int LARGE = 64 << 20;

  private void start(HttpLimits limits) {
    server.close();
    server = started(limits);
  }

  private HttpServer started(HttpLimits limits) {
    Routes routes =
        new Routes()
            .on("GET", "/hello", call -> HttpReply.empty(204).done())
            .on("POST", "/echo", call -> HttpReply.of(200, "text/plain", call.body()).done())
            .on(
                "GET",
                "/late",
                call ->
                    CompletableFuture.supplyAsync(
                        () -> HttpReply.empty(204),
                        CompletableFuture.delayedExecutor(
                            3 * IDLE.toMillis(), TimeUnit.MILLISECONDS)))
            .on("GET", "/large", call -> HttpReply.of(200, "text/plain", new byte[LARGE]).done())
            .on(
                "GET",
                "/endless",
                call -> new HttpReply.Streamed(200, Map.of(), this::endless).done());
    return HttpServer.start(
        "abused", HttpListener.loopback(0, "test.port", MAX_BODY_BYTES).with(limits), routes);
  }

  private CompletionStage<Void> endless(HttpReply.Sink sink) {
    return forever(sink)
        .whenComplete(
            (end, e) -> gone.complete(e instanceof CompletionException ? e.getCause() : e));
  }

  private static CompletionStage<Void> forever(HttpReply.Sink sink) {
    return sink.write(ByteBuffer.wrap(new byte[100_000]))
        .thenComposeAsync(written -> forever(sink));
  }

  private void assertOthersAreServed() throws IOException, InterruptedException {
    assertThat(get(HttpClient.Version.HTTP_1_1, "/hello").statusCode()).isEqualTo(204);
  }

  private RawConnection greeted(String from) throws IOException {
    RawConnection raw = new RawConnection(server, from);
    raw.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(raw.readLineThatBegins("HTTP/1.1")).contains("204");
    return raw;
  }

  private HttpResponse<String> get(HttpClient.Version version, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request(path, version).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, HttpClient.Version version) {
    return HttpRequest.newBuilder(server.address().resolve(path)).version(version);
  }

  /** A hundred megabytes that are nowhere. */
  private static final class Zeros extends InputStream {

    private static final long LENGTH = 100_000_000;

    private long left = LENGTH;

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int some = (int) Math.min(length, left);
      left -= some;
      return some;
    }
  }
}
