package dev.millrace.inference.bedrock;

import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * Ends calls that take too long, a tenth of a second late at most.
 *
 * <p>The client's own limit sets a timer for each call and takes it back, which is a tenth of what
 * a call costs; this one looks at the calls under way now and then.
 *
 * <p><i>Threads</i>: calls are added by many; one of its own looks at them.
 */
final class TimeLimit implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(100);

  private record Running(CompletableFuture<?> call, long untilNanos) {}

  private final Duration limit;

  /** With those that have ended since it was looked at. */
  private final Set<Running> calls = ConcurrentHashMap.newKeySet();

  private final ScheduledExecutorService looking =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "inference-time-limit");
            thread.setDaemon(true);
            return thread;
          });

  TimeLimit(Duration limit) {
    this.limit = limit;
    Future<?> unused =
        looking.scheduleWithFixedDelay(
            this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * The call itself, which now ends in time: with {@link ApiCallTimeoutException} at the latest.
   */
  <R> CompletableFuture<R> on(CompletableFuture<R> call) {
    calls.add(new Running(call, System.nanoTime() + limit.toNanos()));
    return call;
  }

  /** Ends those that have not ended: whoever makes them is closed, and tells of none any more. */
  @Override
  public void close() {
    looking.shutdownNow();
    calls.forEach(
        one -> one.call().completeExceptionally(AbortedException.create("the stage is closed")));
  }

  private void look() {
    long now = System.nanoTime();
    for (Iterator<Running> all = calls.iterator(); all.hasNext(); ) {
      Running one = all.next();
      if (one.call().isDone()) {
        all.remove();
      } else if (now - one.untilNanos() >= 0) {
        // The client takes it from there and lets go of the connection.
        one.call().completeExceptionally(ApiCallTimeoutException.create(limit.toMillis()));
      }
    }
  }
}
