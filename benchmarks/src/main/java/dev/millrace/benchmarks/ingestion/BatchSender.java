package dev.millrace.benchmarks.ingestion;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches over HTTP/1.1 on connections that stay open, each with one batch under way, with as
 * little work as possible: bodies are ready, replies are counted and thrown away.
 *
 * <p><i>Threads</i>: one for each connection.
 *
 * <p><i>Failure</i>: a reply other than 202 ends it, and {@link #accepted} says so.
 */
final class BatchSender implements AutoCloseable {

  private static final String ACCEPTED = "HTTP/1.1 202 ";
  private static final String LENGTH = "content-length:";

  private final URI gateway;
  private final List<byte[]> bodies;
  private final AtomicInteger left;
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /**
   * @param batches how many are sent in all
   */
  private BatchSender(URI gateway, List<byte[]> bodies, int batches) {
    this.gateway = gateway;
    this.bodies = bodies;
    this.left = new AtomicInteger(batches);
  }

  /** Begins to send. */
  static BatchSender start(URI gateway, int connections, List<byte[]> bodies, int batches) {
    BatchSender sender = new BatchSender(gateway, bodies, batches);
    for (int i = 0; i < connections; i++) {
      Thread thread = new Thread(sender::send, "sender-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    return sender;
  }

  /** Events that were answered by 202 up to now. */
  long accepted() {
    Exception trouble = failure.get();
    if (trouble != null) {
      throw new IllegalStateException(
          "the gateway does not take what it should: " + trouble.getMessage(), trouble);
    }
    return accepted.get();
  }

  /** Sends no further batch. */
  @Override
  public void close() {
    left.set(0);
  }

  private void send() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.getPort())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      for (int batch = left.getAndDecrement(); batch > 0; batch = left.getAndDecrement()) {
        byte[] body = bodies.get(batch % bodies.size());
        out.write(head(body.length));
        out.write(body);
        out.flush();
        requireAccepted(in);
        accepted.addAndGet(Lines.BATCH);
      }
    } catch (IOException e) {
      failure.compareAndSet(null, e);
    }
  }

  private byte[] head(int length) {
    return ("POST /v1/pipelines/"
            + IngestionBench.PIPELINE
            + "/events HTTP/1.1\r\nHost: "
            + gateway.getAuthority()
            + "\r\nAuthorization: Bearer "
            + IngestionBench.KEY
            + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
            + length
            + "\r\n\r\n")
        .getBytes(ISO_8859_1);
  }

  private static void requireAccepted(InputStream in) throws IOException {
    String status = line(in);
    if (!status.startsWith(ACCEPTED)) {
      throw new IOException("it answered " + status);
    }
    long length = 0;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      if (field.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
        length = Long.parseLong(field.substring(LENGTH.length()).strip());
      }
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the gateway hung up");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
