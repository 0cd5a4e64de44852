package dev.millrace.platform.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads what is left of a body and throws it away: many clients look at a reply only when all they
 * have to say is said.
 */
final class Discarding implements Runnable {

  private final Request request;
  private final long maxBytes;
  private final CompletableFuture<Boolean> result = new CompletableFuture<>();
  private long length;

  private Discarding(Request request, long maxBytes) {
    this.request = request;
    this.maxBytes = maxBytes;
  }

  /** Ends with whether all was read; false where it was too much, took too long, or broke off. */
  static CompletionStage<Boolean> of(Request request, long maxBytes, Duration patience) {
    Discarding discarding = new Discarding(request, maxBytes);
    discarding.run();
    CompletableFuture<Boolean> result = discarding.result;
    if (!result.isDone()) {
      var timer =
          request
              .getComponents()
              .getScheduler()
              .schedule(() -> result.complete(false), patience.toMillis(), TimeUnit.MILLISECONDS);
      var unused = result.whenComplete((done, e) -> timer.cancel());
    }
    return result;
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
        result.complete(false);
        return;
      }
      length += chunk.remaining();
      chunk.release();
      if (chunk.isLast()) {
        result.complete(true);
      } else if (length > maxBytes) {
        result.complete(false);
      }
    }
  }
}
