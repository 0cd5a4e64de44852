package dev.millrace.inference.domain.quota;

/**
 * Tells whether it makes sense to ask a model that others can stand in for: after {@value
 * #FAILURES} failures in a row it does not, but for one call in every {@value #PAUSE_SECONDS}
 * seconds which finds out whether the model is back.
 *
 * <p><i>Source</i>: Nygard, "Release It!", 2007, Circuit Breaker.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class CircuitBreaker {

  static final int FAILURES = 5;
  static final int PAUSE_SECONDS = 10;

  private static final long PAUSE_NANOS = PAUSE_SECONDS * 1_000_000_000L;

  private int failures;
  private long triesAt;

  /** Whether a call should be made; where it is the one that finds out, the next has to wait. */
  public boolean lets(long now) {
    if (isClosed()) {
      return true;
    }
    if (now - triesAt < 0) {
      return false;
    }
    triesAt = now + PAUSE_NANOS;
    return true;
  }

  /** Whether all calls should be made. */
  public boolean isClosed() {
    return failures < FAILURES;
  }

  /** The model answered. */
  public void answered() {
    failures = 0;
  }

  /** The model, or the way to it, is out of order. */
  public void failed(long now) {
    failures++;
    if (failures == FAILURES) {
      triesAt = now + PAUSE_NANOS;
    }
  }
}
