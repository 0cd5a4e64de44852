package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.EventBodies.JSON;
import static dev.millrace.ingestion.gateway.EventBodies.NDJSON;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.ingestion.gateway.OpenApiReplies.Answer;
import dev.millrace.record.Role;
import dev.millrace.record.TenantLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Calls of a gateway, as somebody with a key, without one, or with one that is not enough. */
final class OpenApiAsks {

  private OpenApiAsks() {}

  static Answer stream(GatewayFixture gateway, String path) {
    HttpResponse<Stream<String>> response = gateway.begin(gateway.authorized(path));
    try (Stream<String> lines = response.body()) {
      return new Answer(
          response.statusCode(),
          headers(response),
          JsonNodeFactory.instance.textNode(lines.iterator().next()));
    }
  }

  static Answer postInVain(GatewayFixture gateway, String path, String body) {
    gateway.published.breakDown();
    return post(gateway, path, JSON, body);
  }

  static Answer postAsStranger(GatewayFixture gateway, String path) {
    return answer(
        gateway.send(gateway.request(path).header("Content-Type", JSON), "{}".getBytes(UTF_8)));
  }

  /** With a key that has but one role, which is not enough. */
  static Answer postWithout(GatewayFixture gateway, String path, Role role) {
    gateway.issue("narrow", "acme", role);
    return answer(gateway.post("narrow", path, JSON, "{}"));
  }

  static Answer getWithout(GatewayFixture gateway, String path) {
    gateway.issue("narrow", "acme", Role.PRODUCE);
    return answer(gateway.get(gateway.request(path).header("Authorization", "Bearer narrow")));
  }

  /** As a tenant of its own, whose bucket nobody else needs. */
  static Answer postTooMuch(GatewayFixture gateway, String path, String body) {
    gateway.issue("greedy", "greedy", Role.PRODUCE);
    gateway.limits.put(
        "greedy",
        TenantLimits.newBuilder()
            .setTenant("greedy")
            .setEventsPerSecond(1.0)
            .setChangedBy("test")
            .setChangedAt(GatewayFixture.NOW)
            .build());
    String lines = (body + "\n").repeat(100);
    gateway.post("greedy", path, NDJSON, lines);
    return answer(gateway.post("greedy", path, NDJSON, lines));
  }

  /** Promises a body and sends none of it. */
  static Answer postTooSlowly(GatewayFixture gateway, String path) {
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: x\r\nAuthorization: "
            + gateway.authorized(path).build().headers().firstValue("Authorization").orElseThrow()
            + "\r\nContent-Type: "
            + JSON
            + "\r\nContent-Length: 100\r\n\r\n";
    try (Socket socket = new Socket(gateway.address().getHost(), gateway.address().getPort())) {
      socket.getOutputStream().write(head.getBytes(UTF_8));
      String reply = new String(socket.getInputStream().readAllBytes(), UTF_8);
      String[] parts = reply.split("\r\n\r\n", 2);
      Map<String, String> headers =
          parts[0]
              .lines()
              .skip(1)
              .map(line -> line.split(": ", 2))
              .collect(Collectors.toMap(line -> line[0].toLowerCase(Locale.ROOT), line -> line[1]));
      int status = Integer.parseInt(parts[0].split(" ", 3)[1]);
      return new Answer(status, headers, new ObjectMapper().readTree(parts[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Answer post(GatewayFixture gateway, String path, String type, String body) {
    return answer(gateway.post(path, type, body));
  }

  static Answer get(GatewayFixture gateway, String path) {
    return answer(gateway.get(gateway.authorized(path)));
  }

  static String others(String path) {
    return path.replace("letters", "others");
  }

  static Answer answer(Reply reply) {
    Map<String, String> headers = headers(reply.response());
    boolean isJson = headers.getOrDefault("content-type", "").contains("json");
    return new Answer(
        reply.status(),
        headers,
        isJson ? reply.json() : JsonNodeFactory.instance.textNode(reply.response().body()));
  }

  private static Map<String, String> headers(HttpResponse<?> response) {
    return response.headers().map().entrySet().stream()
        .collect(
            Collectors.toMap(
                one -> one.getKey().toLowerCase(Locale.ROOT), one -> one.getValue().get(0)));
  }
}
