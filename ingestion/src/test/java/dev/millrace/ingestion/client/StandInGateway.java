package dev.millrace.ingestion.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A gateway on loopback that does as it is told, and takes each id once. */
final class StandInGateway implements AutoCloseable {

  static final ApiKey KEY = new ApiKey("secret");

  static {
    // Without it, each answer waits 40 ms for an acknowledgement of its head.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final JsonMapper JSON = new JsonMapper();

  private final String scheme;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Reply> script = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final List<JsonNode> taken = new ArrayList<>();
  private final Map<String, JsonNode> first = new LinkedHashMap<>();
  private volatile Reply usual = Reply.acceptAll();

  /** A request as it came. */
  record Request(String path, Map<String, String> headers, int bytes, List<JsonNode> parts) {

    List<String> ids() {
      return parts.stream().map(part -> part.path("id").asText()).toList();
    }
  }

  /** What to do with a request. */
  @FunctionalInterface
  interface Reply {

    void to(HttpExchange exchange, Request request, StandInGateway gateway) throws IOException;

    static Reply acceptAll() {
      return accept(any -> true);
    }

    /** Takes some, and refuses the others one by one. */
    static Reply accept(Predicate<JsonNode> good) {
      return (exchange, request, gateway) -> gateway.receipt(exchange, request, good);
    }

    static Reply status(int status, String body) {
      return (exchange, request, gateway) -> send(exchange, status, body);
    }

    static Reply busy(int status, String retryAfter) {
      return (exchange, request, gateway) -> {
        exchange.getResponseHeaders().set("Retry-After", retryAfter);
        send(exchange, status, "{\"title\":\"not now\"}");
      };
    }

    /** Takes all, and breaks off in the middle of saying so. */
    static Reply takeAndBreakOff() {
      return (exchange, request, gateway) -> {
        gateway.take(request.parts());
        exchange.sendResponseHeaders(202, 1_000);
        exchange.getResponseBody().write("{\"accepted\":".getBytes(UTF_8));
        exchange.getResponseBody().flush();
      };
    }

    /** Breaks off before it takes any. */
    static Reply breakOff() {
      return (exchange, request, gateway) -> {};
    }
  }

  StandInGateway() throws IOException {
    this("http", HttpServer.create(loopback(), 0));
  }

  /** One that speaks TLS, and only with clients that it knows. */
  static StandInGateway knowingItsClients(SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters known = tls.getDefaultSSLParameters();
            known.setNeedClientAuth(true);
            parameters.setSSLParameters(known);
          }
        });
    return new StandInGateway("https", server);
  }

  private StandInGateway(String scheme, HttpServer server) {
    this.scheme = scheme;
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The next requests are answered like this, one after the other. */
  void next(Reply... replies) {
    script.addAll(List.of(replies));
  }

  /** All requests without a word of their own are answered like this. */
  void usually(Reply reply) {
    usual = reply;
  }

  /** The next request that has come. */
  Request request() throws InterruptedException {
    Request request = requests.poll(30, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request has come");
    }
    return request;
  }

  /** Requests that came and that nobody has asked for. */
  int requestsLeft() {
    return requests.size();
  }

  /** Everything that was taken, repetitions too, in the order of arrival. */
  synchronized List<JsonNode> taken() {
    return List.copyOf(taken);
  }

  /** What was taken, the first of each id. */
  synchronized Map<String, JsonNode> first() {
    return new LinkedHashMap<>(first);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Map<String, String> headers = new LinkedHashMap<>();
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
      Request request =
          new Request(
              exchange.getRequestURI().getPath(), headers, body.length, parts(headers, body));
      Reply scripted = script.poll();
      Reply reply = scripted == null ? usual : scripted;
      if (!("Bearer " + KEY.reveal()).equals(headers.get("Authorization"))) {
        reply = Reply.status(401, "{\"code\":\"UNAUTHENTICATED\",\"detail\":\"no such key\"}");
      }
      requests.add(request);
      reply.to(exchange, request, this);
    }
  }

  private static List<JsonNode> parts(Map<String, String> headers, byte[] body) throws IOException {
    byte[] plain =
        "gzip".equals(headers.get("Content-encoding"))
            ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes()
            : body;
    List<JsonNode> parts = new ArrayList<>();
    if ("application/x-ndjson".equals(headers.get("Content-type"))) {
      for (String line : new String(plain, UTF_8).lines().toList()) {
        parts.add(JSON.readTree(line));
      }
    } else {
      JSON.readTree(plain).forEach(parts::add);
    }
    return parts;
  }

  private synchronized void take(List<JsonNode> parts) {
    taken.addAll(parts);
    parts.forEach(part -> first.putIfAbsent(part.path("id").asText(), part));
  }

  private void receipt(HttpExchange exchange, Request request, Predicate<JsonNode> good)
      throws IOException {
    ObjectNode receipt = JSON.createObjectNode();
    ArrayNode accepted = receipt.putArray("accepted");
    ArrayNode rejected = receipt.putArray("rejected");
    List<JsonNode> takes = new ArrayList<>();
    for (int i = 0; i < request.parts().size(); i++) {
      JsonNode part = request.parts().get(i);
      if (good.test(part)) {
        takes.add(part);
        String id = part.path("id").asText(part.path("eventId").asText());
        accepted.addObject().put("eventId", id).put("requestId", "request-" + id);
      } else {
        rejected
            .addObject()
            .put("index", i)
            .put("status", 400)
            .put("code", "INVALID_FIELD")
            .put("detail", "it is bad");
      }
    }
    take(takes);
    send(exchange, takes.isEmpty() ? 400 : 202, receipt.toString());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
