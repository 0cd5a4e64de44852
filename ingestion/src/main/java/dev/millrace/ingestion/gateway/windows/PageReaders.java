package dev.millrace.ingestion.gateway.windows;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that put pages together, which may take some tenths of a second. */
public final class PageReaders {

  /** One reads at a time; so many may wait, and whoever comes then is told to come again. */
  private static final int WAITING = 64;

  private PageReaders() {}

  /**
   * One such thread.
   *
   * @param name of the thread
   */
  public static ThreadPoolExecutor open(String name) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(WAITING),
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }
}
