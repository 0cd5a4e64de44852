package dev.millrace.ingestion.gateway;

import static dev.millrace.ingestion.gateway.EventBodies.JSON;
import static dev.millrace.ingestion.gateway.GatewayFixture.EVENTS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.gateway.GatewayFixture.Reply;
import dev.millrace.platform.http.HttpLimits;
import dev.millrace.record.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One tenant, or a stranger, asks too much of the gateway: nobody else notices. */
@Timeout(120)
class GatewayAbuseTest {

  private static final String EVENT = "{\"text\":\"hello\"}";
  private static final int PATIENCE_MILLIS = 30_000;
  private static final long HUGE = 100_000_000;

  private final GatewayFixture gateway = GatewayFixture.forLetters();
  private final List<Socket> open = new ArrayList<>();

  @BeforeEach
  void issue() {
    gateway.issue("greedy's", "greedy", Role.PRODUCE);
  }

  @AfterEach
  void givesAllBack() throws IOException {
    assertOthersAreServed();
    for (Socket socket : open) {
      socket.close();
    }
    Awaitility.await()
        .until(() -> gateway.server().freeBytes() == HttpLimits.DEFAULT.memoryBytes());
    gateway.close();
  }

  /** So many that they would take all memory, had each tenant not its share. */
  @Test
  void doesNotLetTheBodiesOfOneTenantKeepOutAnother() throws IOException {
    long perBody = GatewayFixture.MAX_BODY_BYTES + HttpLimits.CALL_BYTES;
    long half = HttpLimits.DEFAULT.memoryBytes() / 2;
    for (long held = 0; held + perBody <= half; held += perBody) {
      send(post("greedy's") + "Content-Length: " + GatewayFixture.MAX_BODY_BYTES + "\r\n\r\n{");
    }
    Awaitility.await().until(() -> gateway.server().freeBytes() < half + perBody);

    Socket further =
        send(
            post("greedy's")
                + "Content-Length: "
                + GatewayFixture.MAX_BODY_BYTES
                + "\r\n"
                + "Expect: 100-continue\r\n\r\n");
    assertThat(answer(further)).startsWith("HTTP/1.1 503");
    assertOthersAreServed();
  }

  @Test
  void tellsStrangersBeforeTheySendTheirBodies() throws IOException {
    Socket stranger =
        send(post("unknown") + "Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n");

    assertThat(answer(stranger)).startsWith("HTTP/1.1 401");
    assertThat(gateway.server().freeBytes()).isEqualTo(HttpLimits.DEFAULT.memoryBytes());
  }

  @Test
  void refusesBodiesOf100MegabytesWithAndWithoutLength() {
    for (HttpRequest.BodyPublisher body :
        List.of(
            BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(Zeros::new), HUGE),
            BodyPublishers.ofInputStream(Zeros::new))) {
      Reply reply =
          gateway.send(gateway.authorized(EVENTS).header("Content-Type", JSON).POST(body).build());

      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.json().path("detail").asText())
          .contains(GatewayFixture.MAX_BODY_BYTES + " bytes", "tenant acme");
    }
    assertThat(gateway.published.events()).isEmpty();
  }

  @Test
  void refusesFloodsOfHeaders() throws IOException {
    Socket flood = send(post("greedy's") + ("X: " + "y".repeat(1000) + "\r\n").repeat(20));

    assertThat(answer(flood)).startsWith("HTTP/1.1 431");
  }

  @Test
  void servesOthersBesideManyHalfOpenConnections() throws IOException {
    for (int i = 0; i < 200; i++) {
      send(i % 2 == 0 ? "" : post("greedy's") + "Content-Length: 1000\r\n\r\n{\"te");
    }
    Awaitility.await().until(() -> gateway.server().openConnections() >= 200);

    assertOthersAreServed();
  }

  private void assertOthersAreServed() {
    int before = gateway.published.events().size();

    assertThat(gateway.post(EVENTS, JSON, EVENT).status()).isEqualTo(202);
    assertThat(gateway.published.events()).hasSize(before + 1);
  }

  private static String post(String key) {
    return "POST "
        + EVENTS
        + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
        + key
        + "\r\n";
  }

  private Socket send(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.server().port());
    open.add(socket);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return socket;
  }

  /** The line of the status. */
  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
  }

  /** A hundred megabytes that are nowhere. */
  private static final class Zeros extends InputStream {

    private long left = HUGE;

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
