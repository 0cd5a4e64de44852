package dev.millrace.bedrock;

import dev.millrace.bedrock.api.Pace;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets calls wait, however many, on a few threads.
 *
 * <p><i>Owner</i>: the service; what is not due when it is closed never runs.
 */
final class Timers implements Pace.Timer, AutoCloseable {

  private final ScheduledThreadPoolExecutor threads;

  Timers() {
    AtomicInteger number = new AtomicInteger();
    threads =
        new ScheduledThreadPoolExecutor(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            task -> {
              Thread thread = new Thread(task, "bedrock-local-timer-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void after(Duration time, Runnable task) {
    var unused = threads.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
