package dev.millrace.inference;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs what follows from an answer on the thread that brought the answer, as soon as all that is
 * done about the answer itself is over: no lock of that is held any more, and calls do not nest.
 * What comes up anywhere else is another executor's.
 *
 * <p><i>Reason</i>: an answer gives its place to the next call. Were the next call to begin on some
 * other thread, it would wait there behind the answers that come meanwhile, with its place unused:
 * of a thousand calls that began together, all would begin together again.
 *
 * <p>A thread that brings answers is the client's, or one that ends calls which take too long.
 *
 * <p><i>Threads</i>: may be used by many; each has a line of its own, for all trampolines.
 */
final class Trampoline implements Executor {

  /** What follows on a thread, where an answer is dealt with on it. */
  private static final ThreadLocal<@Nullable Deque<Runnable>> LINE = new ThreadLocal<>();

  private final Executor others;
  private volatile boolean closed;

  /**
   * With nothing under way.
   *
   * @param others gets what comes up outside of {@link #run}; after closing, it does nothing any
   *     more either
   */
  Trampoline(Executor others) {
    this.others = others;
  }

  /**
   * Does it, and then all that it and what follows from it give to {@link #execute}.
   *
   * @param lock of what is answered; an answer that was there at once comes under it, and then
   *     nothing may follow here
   */
  void run(Object lock, Runnable answered) {
    if (LINE.get() != null || Thread.holdsLock(lock)) {
      answered.run();
      return;
    }
    Deque<Runnable> following = new ArrayDeque<>();
    LINE.set(following);
    try {
      answered.run();
      for (Runnable next = following.poll(); next != null && !closed; next = following.poll()) {
        next.run();
      }
    } finally {
      LINE.remove();
      // Something met a defect: that is no reason to forget the others.
      following.forEach(others::execute);
    }
  }

  /** From now on nothing that follows begins; answers still do what is theirs. */
  void close() {
    closed = true;
  }

  @Override
  public void execute(Runnable task) {
    @Nullable Deque<Runnable> following = LINE.get();
    if (following == null) {
      others.execute(task);
    } else {
      following.add(task);
    }
  }
}
