package dev.millrace.inference;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs something later.
 *
 * <p><i>Threads</i>: one of its own. After closing, nothing is run any more.
 *
 * <p><i>Failure</i>: what a task throws is in the log, and nowhere else.
 */
final class PauseTimer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PauseTimer.class);

  private final String threadName;
  private final ScheduledThreadPoolExecutor executor;

  PauseTimer(String threadName) {
    this.threadName = threadName;
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

  /** Runs the task when the pause is over. */
  void after(Duration pause, Runnable task) {
    Future<?> unused = executor.schedule(() -> run(task), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a task of {} met a defect; the others go on", threadName, e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
