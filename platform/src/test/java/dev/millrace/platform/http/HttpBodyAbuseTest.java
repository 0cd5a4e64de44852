package dev.millrace.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients whose bodies do not come, or come without end, and clients that do not take replies. */
@Timeout(120)
class HttpBodyAbuseTest {

  @RegisterExtension private final AbusedServer server = new AbusedServer();

  @Test
  void endsBodiesThatTrickle() throws Exception {
    server.startAnew(AbusedServer.IMPATIENT);

    try (RawConnection raw = server.connect()) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n");
      assertThat(raw.trickle("x"))
          .startsWith("HTTP/1.1 408 ")
          .contains("\"code\":\"TOO_SLOW\"", "Connection: close");
    }
  }

  @Test
  void endsBodiesThatBreakOffInTheMiddle() throws Exception {
    server.startAnew(AbusedServer.IMPATIENT);

    try (RawConnection raw = server.connect()) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\nbegin");
      assertThat(raw.readToEnd()).startsWith("HTTP/1.1 408 ").contains("\"code\":\"TOO_SLOW\"");
    }
  }

  @Test
  void forgetsBodiesWhoseClientsAreGone() throws Exception {
    try (RawConnection raw = server.connect()) {
      raw.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\nbegin");
      Awaitility.await().until(() -> server.freeBytes() < AbusedServer.MEMORY - 500_000);
    }
  }

  @Test
  void doesNotListenLongToThoseItRefuses() throws Exception {
    server.startAnew(AbusedServer.IMPATIENT);

    try (RawConnection raw = server.connect()) {
      raw.send("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n");
      assertThat(raw.trickle("x")).startsWith("HTTP/1.1 404 ").contains("Connection: close");
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void givesUpOnClientsThatDoNotRead(HttpClient.Version version) throws Exception {
    server.startAnew(AbusedServer.IMPATIENT);

    HttpResponse<InputStream> unread =
        server.client.send(
            server.request("/endless", version).build(), BodyHandlers.ofInputStream());
    server.assertOthersAreServed();
    assertThat(server.gone.get(30, TimeUnit.SECONDS)).isNotNull();
    unread.body().close();
  }

  @Test
  void givesUpOnClientsThatDoNotTakeALargeReply() throws Exception {
    server.startAnew(AbusedServer.IMPATIENT);

    try (RawConnection raw = server.connect()) {
      raw.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
      Awaitility.await().until(() -> server.freeBytes() < AbusedServer.MEMORY);
      Awaitility.await().until(() -> server.freeBytes() == AbusedServer.MEMORY);
      assertThat(raw.readToEnd().length()).isLessThan(AbusedServer.LARGE);
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void refusesBodiesOf100Megabytes(HttpClient.Version version) throws Exception {
    for (HttpRequest.BodyPublisher body :
        List.of(
            BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(Zeros::new), Zeros.LENGTH),
            BodyPublishers.ofInputStream(Zeros::new))) {
      CompletableFuture<HttpResponse<String>> reply =
          server.client.sendAsync(
              server.request("/echo", version).POST(body).build(), BodyHandlers.ofString());
      server.assertOthersAreServed();
      assertThat(server.freeBytes())
          .isGreaterThan(AbusedServer.MEMORY - 4 * AbusedServer.MAX_BODY_BYTES);
      assertThat(reply.get(50, TimeUnit.SECONDS).statusCode()).isEqualTo(413);
    }
  }

  /** A hundred megabytes that are nowhere. */
  private static final class Zeros extends InputStream {

    private static final long LENGTH = 100_000_000;

    private long left = LENGTH;

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int some = (int) Math.min(length, left);
      left -= some;
      return some;
    }
  }
}
