package dev.millrace.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sends the requests of AWS's own cases for the rest-json protocol byte by byte, and looks whether
 * the path, its labels, the query, the headers and the body arrive as they were meant.
 */
@Timeout(60)
class RestJsonCasesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Arguments> cases() throws IOException {
    Optional<Path> file = SharedData.find("bedrock/rest-json/input.json");
    if (file.isEmpty()) {
      return Stream.of(argumentSet("data absent", JSON.missingNode(), JSON.missingNode()));
    }
    List<Arguments> cases = new ArrayList<>();
    for (JsonNode suite : JSON.readTree(file.get().toFile())) {
      for (JsonNode one : suite.path("cases")) {
        // A greedy label stands for several segments: Bedrock has none, and neither have we. The
        // other case is about a path that the client's endpoint has of its own.
        if (!template(one).contains("+}")
            && !one.path("id").asText().equals("RestJsonHostWithPath")) {
          cases.add(argumentSet(one.path("id").asText(), suite.path("shapes"), one));
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hearsWhatTheClientMeant(JsonNode shapes, JsonNode one) throws IOException {
    Assumptions.assumeFalse(one.isMissingNode(), "rest-json cases are absent");
    JsonNode wire = one.path("serialized");
    List<HttpCall> heard = new CopyOnWriteArrayList<>();
    Routes routes =
        new Routes()
            .on(
                one.path("given").path("http").path("method").asText(),
                template(one),
                call -> {
                  heard.add(call);
                  return HttpReply.empty(200).done();
                });

    String status;
    try (HttpServer server =
        HttpServer.start("case", HttpListener.loopback(0, "test.port", 1 << 16), routes)) {
      status = send(server.port(), one);
    }

    assertThat(status).isEqualTo("HTTP/1.1 200 OK");
    assertThat(heard).hasSize(1);
    HttpCall call = heard.get(0);
    assertThat(new String(call.body(), UTF_8)).isEqualTo(wire.path("body").asText());
    wire.path("headers")
        .properties()
        .forEach(
            header ->
                assertThat(call.header(header.getKey())).contains(header.getValue().asText()));
    shapes
        .path(one.path("given").path("input").path("shape").asText())
        .path("members")
        .properties()
        .forEach(
            member -> checkText(member.getValue(), one.path("params").path(member.getKey()), call));
  }

  private static void checkText(JsonNode member, JsonNode value, HttpCall call) {
    if (!value.isTextual()) {
      return;
    }
    String name = member.path("locationName").asText();
    if (member.path("location").asText().equals("uri")) {
      assertThat(call.parameter(name)).isEqualTo(value.asText());
    } else if (member.path("location").asText().equals("querystring")) {
      assertThat(call.queryValue(name)).contains(value.asText());
    }
  }

  private static String template(JsonNode one) {
    String uri = one.path("given").path("http").path("requestUri").asText();
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  private static String send(int port, JsonNode one) throws IOException {
    JsonNode wire = one.path("serialized");
    byte[] body = wire.path("body").asText().getBytes(UTF_8);
    StringBuilder head = new StringBuilder();
    head.append(wire.path("method").asText(one.path("given").path("http").path("method").asText()))
        .append(' ')
        .append(wire.path("uri").asText())
        .append(" HTTP/1.1\r\nHost: case\r\nConnection: close\r\n");
    wire.path("headers")
        .properties()
        .forEach(
            header ->
                head.append(header.getKey())
                    .append(": ")
                    .append(header.getValue().asText())
                    .append("\r\n"));
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(head.toString().getBytes(UTF_8));
      socket.getOutputStream().write(body);
      return new String(socket.getInputStream().readAllBytes(), UTF_8)
          .lines()
          .findFirst()
          .orElse("");
    }
  }
}
