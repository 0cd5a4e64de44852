package dev.millrace.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class HttpServerTest {

  private static final int LIMIT = 1000;
  private static HttpServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() {
    Routes routes =
        new Routes()
            .on("GET", "/hello/{name}", call -> HttpReply.of(200, "text/plain", echo(call)).done())
            .on(
                "POST",
                "/echo/{name}/end",
                call -> HttpReply.of(200, "text/plain", echo(call)).done())
            .on(
                "GET",
                "/broken",
                call -> {
                  throw new IllegalStateException("a secret");
                })
            .on("GET", "/late", call -> CompletableFuture.supplyAsync(() -> HttpReply.empty(204)))
            .on(
                "GET",
                "/torn",
                call ->
                    new HttpReply.Streamed(
                            200,
                            Map.of(),
                            sink ->
                                sink.write(ByteBuffer.wrap(new byte[1]))
                                    .thenCompose(
                                        written ->
                                            CompletableFuture.failedFuture(
                                                new IllegalStateException("a secret"))))
                        .done())
            .on(
                "GET",
                "/stream",
                call ->
                    new HttpReply.Streamed(
                            200, Map.of("Content-Type", "text/plain"), HttpServerTest::count)
                        .done());
    server = HttpServer.start("test", HttpListener.loopback(0, "test.port", LIMIT), routes);
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void answersOverBothVersionsOnOnePort(HttpClient.Version version) throws Exception {
    HttpResponse<String> reply = send(version, "GET", "/hello/a?q=1%202", "");

    assertThat(reply.version()).isEqualTo(version);
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("a|1 2|");
  }

  @Test
  void givesTheBodyToTheEndpoint() throws Exception {
    assertThat(send("POST", "/echo/a/end", "hello").body()).isEqualTo("a||hello");
  }

  @Test
  void decodesASegmentAfterItIsMatched() throws Exception {
    HttpResponse<String> reply = send("POST", "/echo/arn%3Aaws%2Fx%2520+/end", "");

    assertThat(reply.body()).isEqualTo("arn:aws/x%20+||");
  }

  @Test
  void saysThatThereIsNothing() throws Exception {
    HttpResponse<String> reply = send("GET", "/nowhere", "");

    assertThat(reply.statusCode()).isEqualTo(404);
    assertThat(reply.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(reply.body()).contains("\"code\":\"NOT_FOUND\"");
  }

  @Test
  void saysWhichMethodsAPathTakes() throws Exception {
    HttpResponse<String> reply = send("GET", "/echo/a/end", "");

    assertThat(reply.statusCode()).isEqualTo(405);
    assertThat(reply.headers().firstValue("allow")).contains("POST");
  }

  @Test
  void letsInNoBodyOverTheLimit() throws Exception {
    assertThat(send("POST", "/echo/a/end", "x".repeat(LIMIT)).statusCode()).isEqualTo(200);
    assertThat(send("POST", "/echo/a/end", "x".repeat(LIMIT + 1)).statusCode()).isEqualTo(413);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void answersClientsThatSendFarTooMuch(HttpClient.Version version) throws Exception {
    byte[] huge = new byte[4 << 20];

    for (HttpRequest.BodyPublisher body :
        List.of(
            BodyPublishers.ofByteArray(huge),
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(huge)))) {
      HttpRequest request =
          HttpRequest.newBuilder(server.address().resolve("/echo/a/end"))
              .version(version)
              .POST(body)
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void tellsAClientThatAsksFirstBeforeItSends() throws Exception {
    String head =
        "POST /echo/a/end HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: "
            + (LIMIT + 1)
            + "\r\n\r\n";

    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(head.getBytes(UTF_8));
      assertThat(socket.getInputStream().readNBytes(12)).isEqualTo("HTTP/1.1 413".getBytes(UTF_8));
    }
  }

  @Test
  void countsTheBytesOfABodyWithoutLength() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve("/echo/a/end"))
            .version(HttpClient.Version.HTTP_1_1)
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[LIMIT + 1])))
            .build();

    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
  }

  /** A client that is cut off while it writes would not read the answer. */
  @Test
  void saysSoToClientsThatWriteMuch() throws Exception {
    byte[] much = new byte[8 * 1024 * 1024];
    for (int i = 0; i < 5; i++) {
      for (HttpRequest.BodyPublisher body :
          List.of(
              BodyPublishers.ofByteArray(much),
              BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(much)))) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(server.address() + "/echo/a/end"))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(body)
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
      }
    }
  }

  @Test
  void tellsNothingOfADefect() throws Exception {
    HttpResponse<String> reply = send("GET", "/broken", "");

    assertThat(reply.statusCode()).isEqualTo(500);
    assertThat(reply.body()).contains("error id").doesNotContain("secret");
  }

  @Test
  void answersWhenTheStageEnds() throws Exception {
    assertThat(send("GET", "/late", "").statusCode()).isEqualTo(204);
  }

  @Test
  void streamsPieceByPiece() throws Exception {
    assertThat(send("GET", "/stream", "").body()).isEqualTo("0123456789");
  }

  @Test
  void closesTheConnectionOfAStreamThatBreaksOff() {
    assertThatThrownBy(() -> send("GET", "/torn", "")).isInstanceOf(IOException.class);
  }

  @Test
  void noticesThatAClientOfAStreamIsGone() throws Exception {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    Routes endless =
        new Routes()
            .on(
                "GET",
                "/",
                call ->
                    new HttpReply.Streamed(
                            200,
                            Map.of(),
                            sink -> forever(sink).whenComplete((end, e) -> gone.complete(null)))
                        .done());

    try (HttpServer other =
        HttpServer.start("endless", HttpListener.loopback(0, "test.port", LIMIT), endless)) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), other.port())) {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
        assertThat(socket.getInputStream().readNBytes(LIMIT)).hasSize(LIMIT);
      }

      gone.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void letsCallsUnderWayEndWhenItCloses() throws Exception {
    CompletableFuture<HttpReply> answer = new CompletableFuture<>();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    Routes slow =
        new Routes()
            .on(
                "GET",
                "/",
                call -> {
                  asked.complete(null);
                  return answer;
                });
    HttpServer other = HttpServer.start("slow", HttpListener.loopback(0, "test.port", LIMIT), slow);
    CompletableFuture<HttpResponse<String>> reply =
        client.sendAsync(
            HttpRequest.newBuilder(other.address()).version(HttpClient.Version.HTTP_1_1).build(),
            BodyHandlers.ofString());
    asked.get(30, TimeUnit.SECONDS);

    CompletableFuture<Void> closed = CompletableFuture.runAsync(other::close);
    answer.completeOnTimeout(HttpReply.empty(204), 200, TimeUnit.MILLISECONDS);

    assertThat(reply.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    closed.get(30, TimeUnit.SECONDS);
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), other.port()).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void cutsOffCallsThatDoNotEndInTime() throws Exception {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    Routes hanging =
        new Routes()
            .on(
                "GET",
                "/",
                call -> {
                  asked.complete(null);
                  return new CompletableFuture<>();
                });
    HttpLimits.Patience patience = HttpLimits.DEFAULT.patience();
    HttpServer other =
        HttpServer.start(
            "hanging",
            HttpListener.loopback(0, "test.port", LIMIT)
                .with(
                    HttpLimits.DEFAULT.with(
                        new HttpLimits.Patience(
                            patience.idle(),
                            patience.slowest(),
                            patience.discarding(),
                            Duration.ofMillis(200)))),
            hanging);
    CompletableFuture<HttpResponse<String>> reply =
        client.sendAsync(
            HttpRequest.newBuilder(other.address()).version(HttpClient.Version.HTTP_1_1).build(),
            BodyHandlers.ofString());
    asked.get(30, TimeUnit.SECONDS);

    other.close();

    assertThatThrownBy(() -> reply.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), other.port()).close())
        .isInstanceOf(IOException.class);
  }

  /** Jetty combines both into one exception, whose type is that of the calls. */
  @Test
  void aConnectorThatDoesNotStopIsToldThoughCallsWereCutOffToo() throws Exception {
    Server jetty = new Server();
    jetty.setStopTimeout(1);
    ServerConnector connector =
        new ServerConnector(jetty) {
          @Override
          public CompletableFuture<Void> shutdown() {
            return new CompletableFuture<>();
          }

          @Override
          protected void doStop() throws Exception {
            super.doStop();
            throw new IOException("not closed");
          }
        };
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    jetty.start();

    assertThatThrownBy(() -> HttpServer.stop(jetty, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the server on port 1 does not stop")
        .cause()
        .isInstanceOf(TimeoutException.class)
        .hasSuppressedException(new IOException("not closed"));
  }

  @Test
  void namesThePortThatIsTakenAndItsSetting() {
    HttpListener same = HttpListener.loopback(server.port(), "gateway.port", LIMIT);

    assertThatThrownBy(() -> HttpServer.start("second", same, new Routes()))
        .isInstanceOf(PortTakenException.class)
        .hasMessageContaining(String.valueOf(server.port()))
        .hasMessageContaining("gateway.port");
  }

  private static byte[] echo(HttpCall call) {
    return String.join(
            "|",
            call.parameter("name"),
            call.queryValue("q").orElse(""),
            new String(call.body(), UTF_8))
        .getBytes(UTF_8);
  }

  private static CompletionStage<Void> count(HttpReply.Sink sink) {
    CompletionStage<Void> written = CompletableFuture.completedFuture(null);
    for (int i = 0; i < 10; i++) {
      byte[] digit = String.valueOf(i).getBytes(UTF_8);
      written = written.thenCompose(done -> sink.write(ByteBuffer.wrap(digit)));
    }
    return written;
  }

  private static CompletionStage<Void> forever(HttpReply.Sink sink) {
    return sink.write(ByteBuffer.wrap(new byte[LIMIT])).thenComposeAsync(written -> forever(sink));
  }

  private static HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return send(HttpClient.Version.HTTP_1_1, method, path, body);
  }

  private static HttpResponse<String> send(
      HttpClient.Version version, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .version(version)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }
}
