package dev.millrace.platform.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads the body of a request to its end, and keeps it if it is not too large.
 *
 * <p>One that is too large is passed over rather than cut off: a client that still writes would
 * never read why it was refused. Beyond {@value #MAX_PASSED_OVER_BYTES} bytes nobody is waited for.
 *
 * <p><i>Threads</i>: those of the connection, one at a time.
 */
final class WholeBody {

  private static final long MAX_PASSED_OVER_BYTES = 256L * 1024 * 1024;

  private final Request request;
  private final int maxBytes;
  private final Consumer<Optional<byte[]>> done;
  private final Consumer<Throwable> failed;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private long seen;

  private WholeBody(
      Request request, int maxBytes, Consumer<Optional<byte[]>> done, Consumer<Throwable> failed) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.done = done;
    this.failed = failed;
  }

  /**
   * Reads on until all is there.
   *
   * @param done is given the body, or nothing where it is too large
   * @param failed is told that the client is gone
   */
  static void read(
      Request request, int maxBytes, Consumer<Optional<byte[]>> done, Consumer<Throwable> failed) {
    new WholeBody(request, maxBytes, done, failed).read();
  }

  private void read() {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this::read);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        failed.accept(chunk.getFailure());
        return;
      }
      take(chunk.getByteBuffer());
      boolean last = chunk.isLast();
      chunk.release();
      if (last || seen > MAX_PASSED_OVER_BYTES) {
        done.accept(seen > maxBytes ? Optional.empty() : Optional.of(kept.toByteArray()));
        return;
      }
    }
  }

  private void take(ByteBuffer bytes) {
    seen += bytes.remaining();
    if (seen <= maxBytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      kept.writeBytes(copy);
    } else {
      kept.reset();
    }
  }
}
