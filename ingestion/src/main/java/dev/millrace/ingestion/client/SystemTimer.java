package dev.millrace.ingestion.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The real time.
 *
 * <p><i>Threads</i>: one of its own, a daemon, which only hands on to the workers.
 */
final class SystemTimer implements Timer, AutoCloseable {

  private final long beganNanos = System.nanoTime();
  private final Executor workers;
  private final ScheduledThreadPoolExecutor clock;

  SystemTimer(Executor workers) {
    this.workers = workers;
    this.clock =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "millrace-producer-timer");
              thread.setDaemon(true);
              return thread;
            });
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long nowNanos() {
    return System.nanoTime() - beganNanos;
  }

  @Override
  public void after(Duration time, Runnable task) {
    var unused = clock.schedule(() -> workers.execute(task), time.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
