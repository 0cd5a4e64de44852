package dev.millrace.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients whose heads mean no good: each gets a clear error or an end, and nobody else notices. */
@Timeout(120)
class HttpHeadAbuseTest {

  @RegisterExtension private final AbusedServer server = new AbusedServer();

  @ParameterizedTest
  @ValueSource(ints = {20_000, 20_000_000})
  void endsFloodsOfHeaders(int bytes) throws Exception {
    try (RawConnection raw = server.connect()) {
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
    try (RawConnection raw = server.connect()) {
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
    try (RawConnection raw = server.connect()) {
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
        "/M%FCller",
        "/hello/M%FCller",
        "/hello/M%C3",
        "/hello/M%ZZ",
        "/hello/M%",
        "/hello/M%C",
        "/hello/M%+1",
        "/hello/M\u00fcller"
      })
  void refusesWhatIsNoUtf8(String target) throws Exception {
    try (RawConnection raw = server.connect()) {
      raw.head("GET " + target + " HTTP/1.1", "Connection: close");
      assertThat(raw.readToEnd())
          .startsWith("HTTP/1.1 400 ")
          .contains("application/problem+json", "\"code\":\"BAD_REQUEST\"", "UTF-8")
          .doesNotContain("ller");
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void refusesWhatIsNoUtf8InBothVersions(HttpClient.Version version) throws Exception {
    assertThat(server.get(version, "/hello?id=M%FCller").statusCode()).isEqualTo(400);
    assertThat(server.get(version, "/hello?id=M%C3%BCller").statusCode()).isEqualTo(204);
    assertThat(server.get(version, "/hello/M%FCller").statusCode()).isEqualTo(400);
    assertThat(server.get(version, "/hello/M%C3%BCller").statusCode()).isEqualTo(204);
  }

  @Test
  void closesConnectionsWhoseHeadsDoNotEnd() throws Exception {
    server.startAnew(AbusedServer.IMPATIENT);

    try (RawConnection raw = server.connect()) {
      raw.send("GET /hello HTTP/1.1\r\nHost: x\r\n");
      assertThat(raw.trickle("X: y\r\n")).doesNotContain("200");
    }
  }
}
