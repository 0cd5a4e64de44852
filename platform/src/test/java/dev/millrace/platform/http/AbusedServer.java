package dev.millrace.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server for clients that mean no good: after each test it serves others and holds nothing. */
final class AbusedServer implements AfterEachCallback {

  static final int MAX_BODY_BYTES = 1 << 20;
  static final int MEMORY = 8 << 20;

  /** Of the reply at /large. */
  static final int LARGE = 64 << 20;

  static final HttpLimits PATIENT = HttpLimits.DEFAULT.withMemory(MEMORY);

  private static final Duration IDLE = Duration.ofSeconds(2);

  /** No multiple of {@link #IDLE}: at those, Jetty looks whether somebody is idle. */
  private static final Duration LATE = Duration.ofSeconds(5);

  private static final HttpLimits.Pace PACE = new HttpLimits.Pace(Duration.ofSeconds(1), 1_000_000);

  static final HttpLimits IMPATIENT =
      PATIENT.with(
          new HttpLimits.Patience(IDLE, PACE, Duration.ofSeconds(1), Duration.ofSeconds(5)));

  /** How the reply at /endless ended. */
  final CompletableFuture<Throwable> gone = new CompletableFuture<>();

  final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server = started(PATIENT);

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    assertOthersAreServed();
    Awaitility.await().until(() -> freeBytes() == MEMORY);
    server.close();
  }

  /** In place of the patient one. */
  void startAnew(HttpLimits limits) {
    server.close();
    server = started(limits);
  }

  long freeBytes() {
    return server.freeBytes();
  }

  int openConnections() {
    return server.openConnections();
  }

  RawConnection connect() throws IOException {
    return new RawConnection(server);
  }

  /** The same from another address of this machine. */
  RawConnection connect(String from) throws IOException {
    return new RawConnection(server, from);
  }

  /** A connection that has had an answer. */
  RawConnection greeted(String from) throws IOException {
    RawConnection raw = connect(from);
    raw.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(raw.readLineThatBegins("HTTP/1.1")).contains("204");
    return raw;
  }

  void assertOthersAreServed() throws IOException, InterruptedException {
    assertThat(get(HttpClient.Version.HTTP_1_1, "/hello").statusCode()).isEqualTo(204);
  }

  /** By a connection of its own. */
  HttpResponse<String> get(HttpClient.Version version, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request(path, version).build(), BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String path, HttpClient.Version version) {
    return HttpRequest.newBuilder(server.address().resolve(path)).version(version);
  }

  private HttpServer started(HttpLimits limits) {
    Routes routes =
        new Routes()
            .on("GET", "/hello", call -> HttpReply.empty(204).done())
            .on("GET", "/hello/{name}", call -> HttpReply.empty(204).done())
            .on("POST", "/echo", call -> HttpReply.of(200, "text/plain", call.body()).done())
            .on(
                "GET",
                "/late",
                call ->
                    CompletableFuture.supplyAsync(
                        () -> HttpReply.empty(204),
                        CompletableFuture.delayedExecutor(LATE.toMillis(), TimeUnit.MILLISECONDS)))
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
}
