package dev.millrace.bedrock.batch;

import dev.millrace.bedrock.api.Pace;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes the steps of one piece of work, never two at once, and without a thread between them.
 *
 * <p><i>Shape</i>: a step says when the next one is due; nothing where the work rests until it is
 * woken.
 *
 * <p><i>Failure</i>: a step that fails is told to whoever asked for that, and the work rests. What
 * the threads no longer take, because they are to stop, is never done.
 */
final class Strand {

  /** What a strand runs on. */
  record Engine(ExecutorService threads, Pace.Timer timer) {}

  private final Engine engine;
  private final Supplier<CompletionStage<Optional<Duration>>> step;
  private final Consumer<Throwable> broken;
  private boolean running;
  private boolean again;

  Strand(
      Engine engine,
      Supplier<CompletionStage<Optional<Duration>>> step,
      Consumer<Throwable> broken) {
    this.engine = engine;
    this.step = step;
    this.broken = broken;
  }

  /** Has a step taken: now, or when the one under way is over. */
  void wake() {
    synchronized (this) {
      if (running) {
        again = true;
        return;
      }
      running = true;
    }
    try {
      engine.threads().execute(this::take);
    } catch (RejectedExecutionException stopping) {
      synchronized (this) {
        running = false;
      }
    }
  }

  /** The same after a time. */
  void wakeAfter(Duration time) {
    if (time.isZero() || time.isNegative()) {
      wake();
    } else {
      engine.timer().after(time, this::wake);
    }
  }

  private void take() {
    CompletionStage<Optional<Duration>> taken;
    try {
      taken = step.get();
    } catch (Throwable e) {
      taken = CompletableFuture.failedFuture(e);
    }
    taken.whenComplete(
        (next, e) -> {
          try {
            if (e != null) {
              broken.accept(e);
            }
          } finally {
            over(e == null ? next : Optional.empty());
          }
        });
  }

  private void over(Optional<Duration> next) {
    boolean now;
    synchronized (this) {
      running = false;
      now = again;
      again = false;
    }
    if (now) {
      wake();
    } else {
      next.ifPresent(this::wakeAfter);
    }
  }
}
