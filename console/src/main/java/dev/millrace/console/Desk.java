package dev.millrace.console;

import dev.millrace.platform.http.HttpReply;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Where orders of a kind are carried out, one after the other: all of them write the audit log,
 * which has one writer at a time anyway.
 *
 * <p><i>Failure</i>: 503 where too many wait already.
 */
final class Desk implements AutoCloseable {

  private static final int MOST_WAITING = 8;

  private final ThreadPoolExecutor worker;

  /**
   * Nothing waits.
   *
   * @param name of its thread
   */
  Desk(String name) {
    this.worker =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Carries an order out when it is its turn. */
  CompletionStage<HttpReply> later(Supplier<HttpReply> order) {
    try {
      return CompletableFuture.supplyAsync(order, worker);
    } catch (RejectedExecutionException e) {
      return Answers.unavailable(
              "too many orders wait already (" + MOST_WAITING + "): give it again in a moment")
          .done();
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
