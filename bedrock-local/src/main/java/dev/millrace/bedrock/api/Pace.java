package dev.millrace.bedrock.api;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How time passes for calls.
 *
 * @param timer lets them wait without a thread each
 */
public record Pace(InstantSource clock, Timer timer) {

  /** Runs what is due later. */
  @FunctionalInterface
  public interface Timer {

    /** Returns at once, and runs the task after that time on another thread. */
    void after(Duration time, Runnable task);
  }

  /** Ends after that time; at once where there is none to wait for. */
  CompletionStage<Void> after(Duration time) {
    if (time.isZero() || time.isNegative()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> over = new CompletableFuture<>();
    timer.after(time, () -> over.complete(null));
    return over;
  }
}
