package dev.millrace.inference;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs something later.
 *
 * <p><i>Threads</i>: one of its own. After closing, nothing is run any more.
 */
final class PauseTimer implements AutoCloseable {

  private final ScheduledThreadPoolExecutor executor;

  PauseTimer(String threadName) {
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Runs the task, which must not throw, when the pause is over. */
  void after(Duration pause, Runnable task) {
    Future<?> unused = executor.schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
