package dev.millrace.platform.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A client that says what it likes, byte by byte. */
final class RawConnection implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;
  private static final int STEP_MILLIS = 20;

  private final Socket socket = new Socket();

  RawConnection(HttpServer server) throws IOException {
    this(server, "127.0.0.1");
  }

  /** The same from another address of this machine. */
  RawConnection(HttpServer server, String from) throws IOException {
    socket.bind(new InetSocketAddress(InetAddress.getAllByName(from)[0], 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  RawConnection send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  RawConnection send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Says the lines of a head, and that it ends. */
  RawConnection head(String... lines) throws IOException {
    return send(String.join("\r\n", lines) + "\r\nHost: x\r\n\r\n");
  }

  /** Says the text again and again, a bit at a time, until the server ends it; what it answered. */
  String trickle(String text) throws IOException {
    socket.setSoTimeout(STEP_MILLIS);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    while (true) {
      try {
        int next = socket.getInputStream().read();
        if (next < 0) {
          return answer.toString(ISO_8859_1);
        }
        answer.write(next);
      } catch (SocketTimeoutException e) {
        if (answer.size() == 0) {
          try {
            send(text);
          } catch (IOException gone) {
            return "";
          }
        }
      } catch (IOException reset) {
        return answer.toString(ISO_8859_1);
      }
    }
  }

  /** All that the server says until it closes. */
  String readToEnd() throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      int next;
      while ((next = socket.getInputStream().read()) >= 0) {
        answer.write(next);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server does not close; it said: " + answer, e);
    } catch (IOException reset) {
      return answer.toString(ISO_8859_1);
    }
    return answer.toString(ISO_8859_1);
  }

  /** The first line that begins so. */
  String readLineThatBegins(String prefix) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new AssertionError("the server has said no line that begins with " + prefix);
      }
      if (next != '\n') {
        line.append((char) next);
      } else if (line.indexOf(prefix) == 0) {
        return line.toString().strip();
      } else {
        line.setLength(0);
      }
    }
  }

  /** So many bytes of what the server says. */
  String read(int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
