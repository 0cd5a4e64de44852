package dev.millrace.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gate that lets in whoever has a name, and gives everybody small bodies. */
@Timeout(120)
class GateTest {

  private static final int SMALL = 100;
  private static final int MEMORY = 4 << 20;
  private static final Problem TOO_LARGE = new Problem(413, "TOO_LARGE", "more than small");

  private static final BlockingQueue<HttpHead> seen = new LinkedBlockingQueue<>();
  private static final BlockingQueue<CompletableFuture<HttpReply>> held =
      new LinkedBlockingQueue<>();
  private static HttpServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() {
    Routes routes =
        new Routes()
            .gated("POST", "/in/{name}", GateTest::small)
            .gated("POST", "/big", head -> granted(head, 1 << 20, GateTest::length))
            .gated("POST", "/held", head -> granted(head, 1 << 20, call -> hold()))
            .gated(
                "POST",
                "/broken",
                head -> {
                  throw new IllegalStateException("a secret");
                });
    server =
        HttpServer.start(
            "gates",
            HttpListener.loopback(0, "test.port", SMALL)
                .with(HttpLimits.DEFAULT.withMemory(MEMORY)),
            routes);
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    seen.clear();
  }

  @Test
  void seesTheHeadBeforeTheBody() throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.head("POST /in/a%2Fb?q=1 HTTP/1.1", "Party: one", "Content-Length: 7");

      HttpHead head = seen.poll(30, TimeUnit.SECONDS);
      assertThat(head).isNotNull();
      assertThat(head.method()).isEqualTo("POST");
      assertThat(head.path()).isEqualTo("/in/a%2Fb");
      assertThat(head.parameters()).containsEntry("name", "a/b");
      assertThat(head.header("PARTY")).contains("one");
      assertThat(head.contentLength()).isEqualTo(OptionalLong.of(7));
      assertThat(head.remote()).isEqualTo("127.0.0.1");
      raw.send("content");
      assertThat(raw.read(15)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void tellsWhoAsksFirstBeforeTheBodyIsSent() throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.head("POST /in/a HTTP/1.1", "Expect: 100-continue", "Content-Length: 50");

      assertThat(raw.read(12)).isEqualTo("HTTP/1.1 401");
    }
  }

  @Test
  void letsWhoAsksFirstAndMayComeInSendTheBody() throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.head("POST /in/a HTTP/1.1", "Party: one", "Expect: 100-continue", "Content-Length: 5");
      assertThat(raw.read(12)).isEqualTo("HTTP/1.1 100");
      raw.send("hello");
      assertThat(raw.readLineThatBegins("HTTP/1.1 2")).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void keepsNoMemoryForThoseItRefuses() throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.send("POST /in/a HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\nbegin");
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isNotNull();

      assertThat(server.freeBytes()).isEqualTo(MEMORY);
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void answersClientsThatSendAllBeforeTheyListen(HttpClient.Version version) throws Exception {
    byte[] much = new byte[8 << 20];

    for (HttpRequest.BodyPublisher body :
        List.of(
            BodyPublishers.ofByteArray(much),
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(much)))) {
      assertThat(send(version, "/in/a", "", body).statusCode()).isEqualTo(401);
      HttpResponse<String> tooLarge = send(version, "/in/a", "one", body);
      assertThat(tooLarge.statusCode()).isEqualTo(413);
      assertThat(tooLarge.body()).contains("more than small");
      assertThat(send(version, "/nowhere", "", body).statusCode()).isEqualTo(404);
    }
    assertThat(server.freeBytes()).isEqualTo(MEMORY);
  }

  @Test
  void tellsNothingOfADefectOfTheGate() throws Exception {
    HttpResponse<String> reply = post("/broken", "one", 1);

    assertThat(reply.statusCode()).isEqualTo(500);
    assertThat(reply.body()).contains("error id").doesNotContain("secret");
  }

  /** Two hold a megabyte each, which is half of what there is; the third is turned away. */
  @Test
  void doesNotLetOnePartyTakeTheMemoryOfAnother() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> first =
        List.of(postLater("/held", "greedy", 1_000_000), postLater("/held", "greedy", 1_000_000));
    List<CompletableFuture<HttpReply>> answers = List.of(heldOne(), heldOne());

    HttpResponse<String> third = post("/big", "greedy", 1_000_000);
    assertThat(third.statusCode()).isEqualTo(503);
    assertThat(third.headers().firstValue("retry-after")).contains("1");
    assertThat(third.body()).contains("\"code\":\"BUSY\"");
    assertThat(post("/big", "modest", 100_000).body()).isEqualTo("100000");
    answers.forEach(answer -> answer.complete(HttpReply.empty(204)));
    for (CompletableFuture<HttpResponse<String>> reply : first) {
      assertThat(reply.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }
    Awaitility.await().until(() -> server.freeBytes() == MEMORY);
    assertThat(post("/big", "greedy", 1_000_000).statusCode()).isEqualTo(200);
  }

  @Test
  void keepsOnlyWhatABodyWithoutLengthHasSentSoFar() throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.head("POST /big HTTP/1.1", "Party: one", "Transfer-Encoding: chunked");
      raw.send("5\r\nhello\r\n");

      Awaitility.await().until(() -> server.freeBytes() < MEMORY - HttpLimits.CALL_BYTES);
      assertThat(server.freeBytes()).isGreaterThan(MEMORY - 64 * 1024);
      raw.send("0\r\n\r\n");
      assertThat(raw.read(15)).isEqualTo("HTTP/1.1 200 OK");
    }
    Awaitility.await().until(() -> server.freeBytes() == MEMORY);
  }

  private static Gate.Passage small(HttpHead head) {
    seen.add(head);
    return granted(head, SMALL, GateTest::length);
  }

  private static Gate.Passage granted(HttpHead head, int maxBodyBytes, Endpoint endpoint) {
    return head.header("party").isEmpty()
        ? new Gate.Passage.Refused(new Problem(401, "WHO", "who are you?").reply())
        : new Gate.Passage.Granted(head.header("party").get(), maxBodyBytes, TOO_LARGE, endpoint);
  }

  private static CompletionStage<HttpReply> length(HttpCall call) {
    return HttpReply.of(200, "text/plain", String.valueOf(call.body().length).getBytes(UTF_8))
        .done();
  }

  private static CompletableFuture<HttpReply> hold() {
    CompletableFuture<HttpReply> answer = new CompletableFuture<>();
    held.add(answer);
    return answer;
  }

  private static CompletableFuture<HttpReply> heldOne() throws InterruptedException {
    CompletableFuture<HttpReply> one = held.poll(30, TimeUnit.SECONDS);
    assertThat(one).isNotNull();
    return one;
  }

  private static HttpResponse<String> post(String path, String party, int bytes)
      throws IOException, InterruptedException {
    return send(
        HttpClient.Version.HTTP_1_1, path, party, BodyPublishers.ofByteArray(new byte[bytes]));
  }

  private static CompletableFuture<HttpResponse<String>> postLater(
      String path, String party, int bytes) {
    return client.sendAsync(
        request(
            HttpClient.Version.HTTP_1_1, path, party, BodyPublishers.ofByteArray(new byte[bytes])),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> send(
      HttpClient.Version version, String path, String party, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    return client.send(request(version, path, party, body), BodyHandlers.ofString());
  }

  private static HttpRequest request(
      HttpClient.Version version, String path, String party, HttpRequest.BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.address().resolve(path)).version(version).POST(body);
    return party.isEmpty() ? request.build() : request.header("Party", party).build();
  }
}
