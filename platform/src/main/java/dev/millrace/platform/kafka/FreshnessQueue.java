package dev.millrace.platform.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Those who want everything up to now to be read, and whoever serves them all at once.
 *
 * <p><i>Threads</i>: any may come; one serves.
 */
final class FreshnessQueue {

  private final Runnable wakeup;
  private final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();

  /**
   * Whether the server was woken since it last looked who is waiting: it is woken once for all of
   * them, so that no crowd can keep it from its work.
   */
  private final AtomicBoolean woken = new AtomicBoolean();

  /**
   * Nobody waits.
   *
   * @param wakeup cuts short what the server is waiting for
   */
  FreshnessQueue(Runnable wakeup) {
    this.wakeup = wakeup;
  }

  /** Somebody comes; ends when everything that was written before has been read. */
  CompletableFuture<Void> join() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    waiting.add(done);
    return done;
  }

  /** Wakes the server where nobody has since it last looked. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      wakeup.run();
    }
  }

  /** Those who came since the server last looked; who comes now wakes it again. */
  List<CompletableFuture<Void>> next() {
    woken.set(false);
    return left();
  }

  /** The same, when nobody is served any more. */
  List<CompletableFuture<Void>> left() {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (CompletableFuture<Void> one = waiting.poll(); one != null; one = waiting.poll()) {
      all.add(one);
    }
    return all;
  }
}
