package dev.millrace.lifecycle.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An endpoint that gives the replies that it was told to give, one after the other. */
final class ServiceStub implements AutoCloseable {

  private final HttpServer server;
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final List<Heard> heard = new ArrayList<>();

  private record Reply(int status, String body) {}

  /** What it was asked. */
  record Heard(
      String method,
      String path,
      @Nullable String target,
      @Nullable String authorization,
      String body) {}

  ServiceStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  ServiceStub reply(int status, String body) {
    replies.add(new Reply(status, body));
    return this;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  List<Heard> heard() {
    return List.copyOf(heard);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      heard.add(
          new Heard(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              exchange.getRequestHeaders().getFirst("X-Amz-Target"),
              exchange.getRequestHeaders().getFirst("Authorization"),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      Reply reply = replies.poll();
      byte[] body = (reply == null ? "{}" : reply.body()).getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(reply == null ? 500 : reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
