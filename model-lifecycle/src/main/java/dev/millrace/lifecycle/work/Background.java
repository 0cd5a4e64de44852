package dev.millrace.lifecycle.work;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Work that goes on apart from who asks for it: one task a key, as many at once as it is made for.
 *
 * <p><i>Shape</i>: a result is handed out once, and asking again begins again; so nothing piles up,
 * and tasks have to be worth repeating.
 *
 * <p><i>Threads</i>: any may ask.
 *
 * @param <R> what comes of a task
 */
public final class Background<R> implements AutoCloseable {

  private final ExecutorService threads;
  private final Map<Object, Future<R>> underWay = new HashMap<>();

  /** With threads of a name, that do not keep the process alive. */
  public Background(String name, int atOnce) {
    this.threads =
        Executors.newFixedThreadPool(
            atOnce,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * What came of a key's task; absent where it is under way, or begins with this.
   *
   * @param task must not throw but for what nobody can help
   */
  public synchronized Optional<R> poll(Object key, Callable<R> task) {
    Future<R> known = underWay.computeIfAbsent(key, fresh -> threads.submit(task));
    if (!known.isDone()) {
      return Optional.empty();
    }
    underWay.remove(key);
    try {
      return Optional.of(known.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the task of " + key + " failed", e.getCause());
    }
  }

  /**
   * Forgets what came of a key's task, where it has ended; says whether there is none of it now.
   */
  public synchronized boolean forget(Object key) {
    Future<R> known = underWay.get(key);
    if (known == null || known.isDone()) {
      underWay.remove(key);
      return true;
    }
    return false;
  }

  /** Gives up what is under way, and forgets what came of the rest; more may be begun. */
  public synchronized void giveUp() {
    underWay.values().forEach(task -> task.cancel(true));
    underWay.clear();
  }

  /** Lets what is under way end for a while, and gives it up then. */
  public void end(Duration patience) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Gives up what is under way. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
