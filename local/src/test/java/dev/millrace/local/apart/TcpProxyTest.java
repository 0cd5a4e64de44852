package dev.millrace.local.apart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.apart.TcpProxy.Conduct;
import dev.millrace.local.apart.TcpProxy.Way;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TcpProxyTest {

  private static final int BRIEFLY_MILLIS = 200;

  private ServerSocket echo;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    Thread answering = new Thread(this::answer);
    answering.setDaemon(true);
    answering.start();
    proxy = TcpProxy.before(echo.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void handsOnWhatBothSidesSay() throws IOException {
    try (Socket client = connect()) {
      assertThat(say(client, "one")).isEqualTo("one");
      assertThat(say(client, "two")).isEqualTo("two");
    }
  }

  @Test
  void endsAConnectionThatTheServerEnds() throws IOException {
    try (Socket client = connect()) {
      assertThat(say(client, "end")).isEmpty();
    }
  }

  @Test
  void holdsWhatIsSaidAndHandsItOnLater() throws IOException {
    try (Socket client = connect()) {
      say(client, "one");
      proxy.behave(Conduct.of(Way.HOLD));
      client.setSoTimeout(BRIEFLY_MILLIS);
      assertThatThrownBy(() -> say(client, "two")).isInstanceOf(SocketTimeoutException.class);

      proxy.behave(Conduct.HONEST);

      client.setSoTimeout(0);
      assertThat(heard(client, 3)).isEqualTo("two");
    }
  }

  @Test
  void letsAConnectionForgetForEverAndServesNewOnes() throws IOException {
    try (Socket old = connect()) {
      say(old, "one");
      proxy.behave(Conduct.of(Way.VANISH));
      old.setSoTimeout(BRIEFLY_MILLIS);
      assertThatThrownBy(() -> say(old, "two")).isInstanceOf(SocketTimeoutException.class);

      proxy.behave(Conduct.HONEST);

      assertThatThrownBy(() -> say(old, "three")).isInstanceOf(SocketTimeoutException.class);
      try (Socket fresh = connect()) {
        assertThat(say(fresh, "four")).isEqualTo("four");
      }
    }
  }

  @Test
  void resetsOldConnectionsAndNewOnes() throws IOException {
    try (Socket old = connect()) {
      say(old, "one");

      proxy.behave(Conduct.of(Way.RESET));

      assertThatThrownBy(() -> say(old, "two")).isInstanceOf(SocketException.class);
    }
    assertThatThrownBy(
            () -> {
              try (Socket fresh = connect()) {
                assertThat(say(fresh, "three")).isNotEmpty();
              }
            })
        .isInstanceOfAny(SocketException.class, AssertionError.class);
  }

  @Test
  void takesItsTimeForEachPieceAndForItsBytes() throws IOException {
    proxy.behave(new Conduct(Way.PASS, Duration.ofMillis(50), 1_000));
    try (Socket client = connect()) {
      long began = System.nanoTime();

      say(client, "x".repeat(100));

      // There and back: 50 ms for the piece, 100 ms for its bytes.
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  /** Says something and returns as much of what comes back; nothing where the end comes. */
  private static String say(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(UTF_8));
    return heard(client, text.length());
  }

  private static String heard(Socket client, int length) throws IOException {
    return new String(client.getInputStream().readNBytes(length), UTF_8);
  }

  private void answer() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread thread = new Thread(() -> repeat(socket));
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  /** Says again what it hears, until that is "end". */
  private static void repeat(Socket socket) {
    byte[] heard = new byte[1024];
    try (socket) {
      for (int read = socket.getInputStream().read(heard);
          read > 0;
          read = socket.getInputStream().read(heard)) {
        if (new String(heard, 0, read, UTF_8).equals("end")) {
          return;
        }
        socket.getOutputStream().write(heard, 0, read);
      }
    } catch (IOException e) {
      // The test is over, or has reset it.
    }
  }
}
