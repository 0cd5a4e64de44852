package dev.millrace.platform.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads a request's body, up to a limit. What is over it is read and thrown away: many clients look
 * at a reply only when all they have to say is said.
 */
final class BodyReader implements Runnable {

  /** A body beyond all measure is not waited for. */
  private static final long MAX_DISCARDED_BYTES = 256L * 1024 * 1024;

  private final Request request;
  private final int limit;
  private final ByteArrayOutputStream body;
  private final CompletableFuture<Optional<byte[]>> result = new CompletableFuture<>();
  private long length;

  private BodyReader(Request request, int limit) {
    this.request = request;
    this.limit = limit;
    this.body = new ByteArrayOutputStream((int) Math.max(0, Math.min(request.getLength(), limit)));
  }

  /** The body; empty where it is over the limit. Fails where it cannot be read. */
  static CompletionStage<Optional<byte[]>> read(Request request, int limit) {
    boolean asksFirst = request.getHeaders().contains(HttpHeader.EXPECT, "100-continue");
    long patience = asksFirst ? limit : limit + MAX_DISCARDED_BYTES;
    if (request.getLength() > patience) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    BodyReader reader = new BodyReader(request, limit);
    reader.run();
    return reader.result;
  }

  @Override
  public void run() {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        result.completeExceptionally(chunk.getFailure());
        return;
      }
      take(chunk.getByteBuffer());
      chunk.release();
      if (chunk.isLast()) {
        result.complete(length > limit ? Optional.empty() : Optional.of(body.toByteArray()));
        return;
      }
      if (length > limit + MAX_DISCARDED_BYTES) {
        result.completeExceptionally(new IllegalStateException("the body does not end"));
        return;
      }
    }
  }

  private void take(ByteBuffer bytes) {
    int more = bytes.remaining();
    length += more;
    if (length <= limit) {
      byte[] piece = new byte[more];
      bytes.get(piece);
      body.writeBytes(piece);
    }
  }
}
