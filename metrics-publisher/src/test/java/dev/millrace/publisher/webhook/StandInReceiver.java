package dev.millrace.publisher.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpListener;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.HttpServer;
import dev.millrace.platform.http.Routes;
import dev.millrace.platform.settings.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Somebody who is told of alerts on this machine, and answers as a test wants. */
public final class StandInReceiver implements AutoCloseable {

  private static final int MAX_BODY = 1 << 16;

  private final List<HttpCall> calls = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final HttpServer server;
  private volatile Supplier<CompletionStage<HttpReply>> answer = () -> HttpReply.empty(204).done();

  public StandInReceiver() {
    this(0);
  }

  /** On a port where it was before. */
  public StandInReceiver(int port) {
    server =
        HttpServer.start(
            "receiver",
            HttpListener.loopback(port, "test", MAX_BODY),
            new Routes().on("POST", "/in", this::take));
  }

  public int port() {
    return server.port();
  }

  /** Of a receiver at a port. */
  static WebhookSettings settings(int port, Duration timeout, Optional<SigningKeys> keys) {
    return new WebhookSettings(new Secret("http://127.0.0.1:" + port + "/in"), keys, timeout);
  }

  /** Everything that came, what it did not take included. */
  public List<HttpCall> calls() {
    return calls;
  }

  void answers(int status, Map<String, String> headers) {
    answer = () -> new HttpReply.Whole(status, headers, "no".getBytes(UTF_8)).done();
  }

  /** Takes calls and says nothing until it is closed. */
  void hangs() {
    answer = () -> closed.thenApply(now -> HttpReply.empty(204));
  }

  /** Begins to answer, and does not end until it is closed. */
  void answersForever() {
    answer = () -> new HttpReply.Streamed(200, Map.of(), sink -> closed).done();
  }

  @Override
  public void close() {
    closed.complete(null);
    server.close();
  }

  private CompletionStage<HttpReply> take(HttpCall call) {
    calls.add(call);
    return answer.get();
  }
}
