package dev.millrace.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that use what only HTTP/2 has. */
@Timeout(120)
class Http2AbuseTest {

  /**
   * Frames of 17 bytes and more: as many as no buffer on the way takes before the server has
   * closed, which a quick client fills in a tenth of a second.
   */
  private static final int MORE_THAN_BUFFERS_HOLD = 4_000_000;

  @RegisterExtension private final AbusedServer server = new AbusedServer();

  @Test
  void closesHttp2ConnectionsThatResetMuch() throws Exception {
    try (RawConnection raw = server.connect()) {
      raw.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(Http2.frame(Http2.SETTINGS, 0, 0));
      int stream = 1;
      try {
        for (; stream < MORE_THAN_BUFFERS_HOLD; stream += 2) {
          raw.send(Http2.get(stream)).send(Http2.reset(stream));
        }
      } catch (IOException e) {
        assertThat(e).as("closed while it was reset").isNotNull();
      }
      raw.readToEnd();
      assertThat(stream).isLessThan(MORE_THAN_BUFFERS_HOLD);
    }
  }

  @Test
  void closesHttp2ConnectionsThatPingMuch() throws Exception {
    try (RawConnection raw = server.connect()) {
      raw.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(Http2.frame(Http2.SETTINGS, 0, 0));
      int pings = 0;
      try {
        for (; pings < MORE_THAN_BUFFERS_HOLD; pings++) {
          raw.send(Http2.frame(Http2.PING, 0, 0, new byte[8]));
        }
      } catch (IOException e) {
        assertThat(e).as("closed while it was pinged").isNotNull();
      }
      raw.readToEnd();
      assertThat(pings).isLessThan(MORE_THAN_BUFFERS_HOLD);
    }
  }

  @Test
  void closesHttp2ConnectionsWhoseHeadersDoNotEnd() throws Exception {
    try (RawConnection raw = server.connect()) {
      raw.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(Http2.frame(Http2.SETTINGS, 0, 0));
      int frames = 0;
      try {
        raw.send(Http2.frame(Http2.HEADERS, 0, 1, new byte[0]));
        for (; frames < 10_000; frames++) {
          raw.send(Http2.frame(Http2.CONTINUATION, 0, 1, new byte[1000]));
        }
      } catch (IOException e) {
        assertThat(e).as("closed while it was flooded").isNotNull();
      }
      raw.readToEnd();
      assertThat(frames).isLessThan(10_000);
    }
  }
}
