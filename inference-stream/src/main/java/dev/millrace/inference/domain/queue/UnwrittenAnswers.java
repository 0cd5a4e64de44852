package dev.millrace.inference.domain.queue;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers that were paid for and are not written yet, counted in calls: a crash loses them. Of
 * these there may be as many as calls at once, at least {@value #FEW}; then no call begins until
 * some are written. The calls under way by then may end as well, so a crash costs no more than
 * twice as many.
 *
 * <p><i>Threads</i>: may be told by many at once.
 */
public final class UnwrittenAnswers {

  /** With fewer, each call would wait for the brokers' milliseconds behind the one before. */
  private static final int FEW = 16;

  /** Of a call: enough for those who share one to have equal parts, all but exactly. */
  private static final int PARTS = 1 << 16;

  private final long most;
  private final AtomicLong parts = new AtomicLong();

  /**
   * None.
   *
   * @param callsAtOnce that may be under way
   */
  public UnwrittenAnswers(int callsAtOnce) {
    this.most = (long) Math.max(callsAtOnce, FEW) * PARTS;
  }

  /**
   * The parts of a call that one of those who share it stands for.
   *
   * @param requests how many share it; 1 for a call of its own
   */
  public static int shareOf(int requests) {
    return Math.max(1, PARTS / Math.max(1, requests));
  }

  /** Whether there are too many for a call to begin. */
  public boolean areTooMany() {
    return parts.get() >= most;
  }

  /** A request has its answer. */
  public void add(int share) {
    parts.addAndGet(share);
  }

  /**
   * An answer is written.
   *
   * @return whether there were too many until now
   */
  public boolean remove(int share) {
    long left = parts.addAndGet(-share);
    return left < most && left + share >= most;
  }

  /** How many there are, in calls. */
  public double calls() {
    return (double) parts.get() / PARTS;
  }
}
