package dev.millrace.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** A server that answers as it was told, for what a real registry does too rarely. */
public final class RegistryStub implements AutoCloseable {

  private static final String NOT_FOUND =
      "{\"error_code\":40401,\"message\":\"Subject not found\"}";

  static {
    // Else each answer waits 40 ms for an acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** A request as it came; the target is method and raw path. */
  public record Asked(String target, String authorization, String body) {}

  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final String scheme;
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  private RegistryStub(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.createContext("/", this::answer);
    server.start();
  }

  public static RegistryStub start() {
    try {
      return new RegistryStub(HttpServer.create(anyPort(), 0), "http");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static RegistryStub start(SSLContext tls) {
    try {
      HttpsServer server = HttpsServer.create(anyPort(), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls));
      return new RegistryStub(server, "https");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds an answer to a target; the last one is repeated for ever. */
  public RegistryStub on(String target, int status, String body) {
    answers.computeIfAbsent(target, key -> new ArrayDeque<>()).add(new Answer(status, body));
    return this;
  }

  public URI address() {
    return URI.create(scheme + "://localhost:" + server.getAddress().getPort());
  }

  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  public List<String> targets() {
    return asked.stream().map(Asked::target).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    asked.add(new Asked(target, authorization == null ? "" : authorization, body));
    Answer answer = next(target);
    byte[] bytes = answer.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Answer next(String target) {
    Deque<Answer> planned = answers.get(target);
    if (planned == null) {
      return new Answer(404, NOT_FOUND);
    }
    synchronized (planned) {
      return planned.size() == 1 ? planned.getFirst() : planned.removeFirst();
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
