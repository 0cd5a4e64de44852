package dev.millrace.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that take connections and do not use them. */
@Timeout(120)
class ConnectionAbuseTest {

  @RegisterExtension private final AbusedServer server = new AbusedServer();

  @Test
  void closesConnectionsThatSayNothing() throws Exception {
    server.startAnew(AbusedServer.IMPATIENT);

    List<RawConnection> idle = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      idle.add(server.connect());
    }
    server.assertOthersAreServed();
    for (RawConnection one : idle) {
      assertThat(one.readToEnd()).isEmpty();
      one.close();
    }
  }

  @Test
  void keepsConnectionsThatAreWaitedFor() throws Exception {
    server.startAnew(AbusedServer.IMPATIENT);

    for (HttpClient.Version version : HttpClient.Version.values()) {
      assertThat(server.get(version, "/late").statusCode()).isEqualTo(204);
    }
    try (RawConnection raw = server.connect()) {
      raw.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(raw.readLineThatBegins("HTTP/1.1 2")).contains("204");
      assertThat(raw.readToEnd()).as("idle again").doesNotContain("HTTP");
    }
  }

  @Test
  void givesNoAddressMoreThanItsConnections() throws Exception {
    server.startAnew(AbusedServer.PATIENT.with(new HttpLimits.Crowd(6, 4)));

    List<RawConnection> open = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      open.add(server.greeted("127.0.0.2"));
    }
    try (RawConnection tooMany = server.connect("127.0.0.2")) {
      assertThat(tooMany.readToEnd()).isEmpty();
    }
    Awaitility.await().until(() -> server.openConnections() == 4);
    open.add(server.greeted("127.0.0.3"));
    open.add(server.greeted("127.0.0.3"));
    try (RawConnection tooMany = server.connect("127.0.0.4")) {
      assertThat(tooMany.readToEnd()).isEmpty();
    }

    for (RawConnection one : open) {
      one.close();
    }
    Awaitility.await().until(() -> server.openConnections() == 0);
    server.greeted("127.0.0.2").close();
  }
}
