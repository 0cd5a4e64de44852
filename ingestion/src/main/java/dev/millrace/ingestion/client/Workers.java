package dev.millrace.ingestion.client;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The producer's own threads, all daemons: they post, take answers and complete stages. Few at a
 * time, because requests in flight are; they end by themselves when there is nothing to do, so that
 * the HTTP client can put its connections away after the producer was closed.
 */
final class Workers {

  private static final AtomicInteger PRODUCERS = new AtomicInteger();
  private static final long IDLE_SECONDS = 5;

  private Workers() {}

  /** A thread of a producer. */
  private static final class Worker extends Thread {

    Worker(Runnable task, String name) {
      super(task, name);
      setDaemon(true);
    }
  }

  /** Whether the calling thread completes stages, and must not wait for any. */
  static boolean isOneOfThem() {
    return Thread.currentThread() instanceof Worker;
  }

  static Executor start() {
    String name = "millrace-producer-" + PRODUCERS.incrementAndGet() + "-";
    AtomicInteger threads = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> new Worker(task, name + threads.incrementAndGet()));
  }
}
