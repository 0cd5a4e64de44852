package dev.millrace.console;

import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.schemas.Cause;
import java.util.HashMap;
import java.util.Map;
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
 * <p><i>Failure</i>: 429 where a tenant has its share of those that wait, 503 where too many wait
 * already, or the desk closes before it is an order's turn.
 */
final class Desk implements AutoCloseable {

  private static final int MOST_WAITING = 8;

  /** One that is carried out, and the next: four tenants have room for both. */
  private static final int MOST_OF_TENANT = 2;

  private final ThreadPoolExecutor worker;

  /** Orders that are not answered yet, by tenant. */
  private final Map<String, Integer> open = new HashMap<>();

  /** An order that is not answered yet. */
  private final class Waiting implements Runnable {

    private final String tenant;
    private final Supplier<HttpReply> order;
    private final CompletableFuture<HttpReply> reply = new CompletableFuture<>();

    Waiting(String tenant, Supplier<HttpReply> order) {
      this.tenant = tenant;
      this.order = order;
    }

    @Override
    public void run() {
      try {
        HttpReply done = order.get();
        leave(tenant);
        reply.complete(done);
      } catch (RuntimeException | Error e) {
        // An error too: nobody else would answer it.
        leave(tenant);
        reply.completeExceptionally(e);
      }
    }

    void turnAway(HttpReply why) {
      leave(tenant);
      reply.complete(why);
    }
  }

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

  /**
   * Carries an order out when it is its turn.
   *
   * @param tenant who gives it
   */
  CompletionStage<HttpReply> later(String tenant, Supplier<HttpReply> order) {
    if (!enter(tenant)) {
      return new Problem(
              429,
              Cause.RATE_LIMITED.name(),
              "this tenant has "
                  + MOST_OF_TENANT
                  + " orders here that are not answered yet, as many as it may: give it again once"
                  + " one is")
          .reply()
          .with("Retry-After", "2")
          .done();
    }
    Waiting waiting = new Waiting(tenant, order);
    try {
      worker.execute(waiting);
    } catch (RejectedExecutionException e) {
      waiting.turnAway(
          worker.isShutdown()
              ? closing()
              : Answers.unavailable(
                  "too many orders wait already ("
                      + MOST_WAITING
                      + "): give it again in a moment"));
    }
    return waiting.reply;
  }

  /** Those that wait are answered; the one that is carried out is told to stop. Works twice. */
  @Override
  public void close() {
    for (Runnable left : worker.shutdownNow()) {
      ((Waiting) left).turnAway(closing());
    }
  }

  private static HttpReply closing() {
    return Answers.unavailable(
        "the gateway stops: nothing of this order was done; give it again when it is back");
  }

  private synchronized boolean enter(String tenant) {
    int before = open.getOrDefault(tenant, 0);
    if (before >= MOST_OF_TENANT) {
      return false;
    }
    open.put(tenant, before + 1);
    return true;
  }

  private synchronized void leave(String tenant) {
    open.computeIfPresent(tenant, (any, count) -> count == 1 ? null : count - 1);
  }
}
