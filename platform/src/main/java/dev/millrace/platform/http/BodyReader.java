package dev.millrace.platform.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads a request's body into memory, up to a limit and not too slowly.
 *
 * <p><i>Threads</i>: pieces come one after the other; the clock may end the reading beside them.
 */
final class BodyReader implements Runnable {

  /** Kept for a body that does not say how long it is; doubled as it grows. */
  private static final int FIRST_BYTES = 16 * 1024;

  private static final byte[] NOTHING = new byte[0];

  /** How a reading ends. */
  sealed interface Outcome {

    /** The body. */
    record Whole(byte[] bytes) implements Outcome {}

    /** It is larger than the limit; the rest can still be read. */
    record TooLarge() implements Outcome {}

    /** Its party holds too much memory; the rest can still be read. */
    record NoRoom() implements Outcome {}

    /** The client takes too long; nothing more can be read. */
    record TooSlow() implements Outcome {}
  }

  /**
   * What a body may take.
   *
   * @param maxBytes largest body
   * @param share has {@link #reserved} already
   */
  record Bounds(int maxBytes, SharedMemory.Share share, HttpLimits.Pace slowest) {}

  private final Request request;
  private final Bounds bounds;
  private final CompletableFuture<Outcome> result = new CompletableFuture<>();
  private final long began = System.nanoTime();
  private byte[] body;
  private volatile int length;

  private BodyReader(Request request, Bounds bounds) {
    this.request = request;
    this.bounds = bounds;
    this.body = request.getLength() > 0 ? new byte[(int) request.getLength()] : NOTHING;
  }

  /** What has to be kept for a body before it is read. */
  static long reserved(Request request) {
    return Math.max(0, request.getLength());
  }

  /** Reads a body, which is no longer than the limit by its own account. */
  static CompletionStage<Outcome> read(Request request, Bounds bounds) {
    BodyReader reader = new BodyReader(request, bounds);
    reader.run();
    reader.watch();
    return reader.result;
  }

  @Override
  public void run() {
    while (!result.isDone()) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        fail(chunk.getFailure());
        return;
      }
      boolean fits = take(chunk.getByteBuffer());
      chunk.release();
      if (fits && chunk.isLast()) {
        result.complete(
            new Outcome.Whole(length == body.length ? body : Arrays.copyOf(body, length)));
      }
    }
  }

  private void fail(Throwable failure) {
    if (failure instanceof TimeoutException) {
      result.complete(new Outcome.TooSlow());
    } else {
      result.completeExceptionally(failure);
    }
  }

  private boolean take(ByteBuffer bytes) {
    int more = bytes.remaining();
    if (more > bounds.maxBytes() - length) {
      result.complete(new Outcome.TooLarge());
      return false;
    }
    int end = length + more;
    if (end > body.length) {
      long doubled = Math.max(end, Math.max(FIRST_BYTES, 2L * body.length));
      int capacity = (int) Math.min(bounds.maxBytes(), doubled);
      if (!bounds.share().grow(capacity - body.length)) {
        result.complete(new Outcome.NoRoom());
        return false;
      }
      body = Arrays.copyOf(body, capacity);
    }
    bytes.get(body, length, more);
    length = end;
    return true;
  }

  /** Ends the reading where it is too slow, and looks again when it could be. */
  private void watch() {
    if (result.isDone()) {
      return;
    }
    long left = bounds.slowest().of(length).toNanos() - (System.nanoTime() - began);
    if (left <= 0) {
      result.complete(new Outcome.TooSlow());
      return;
    }
    var timer =
        request.getComponents().getScheduler().schedule(this::watch, left, TimeUnit.NANOSECONDS);
    var unused = result.whenComplete((outcome, e) -> timer.cancel());
  }
}
