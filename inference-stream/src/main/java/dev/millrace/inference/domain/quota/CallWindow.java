package dev.millrace.inference.domain.quota;

/**
 * How many calls to a model may be under way: fewer where the endpoint throttles, slowly more where
 * it does not. It finds what a quota leaves that others use as well, or that nobody has told.
 *
 * <p><i>Shape</i>: additive increase by one for each windowful of answers, multiplicative decrease
 * by {@value #DECREASE}; what is throttled within a second of a decrease was sent before it, and
 * decreases nothing.
 *
 * <p><i>Source</i>: Chiu, Jain, "Analysis of the Increase and Decrease Algorithms for Congestion
 * Avoidance in Computer Networks", 1989.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class CallWindow {

  private static final double DECREASE = 0.7;
  private static final long HOLD_NANOS = 1_000_000_000;

  static final int CALM_SECONDS = 10;

  private final int most;
  private double size;
  private int underWay;
  private boolean decreased;
  private long decreasedAt;
  private boolean throttled;
  private long throttledAt;

  /**
   * An open window.
   *
   * @param most it never gets larger than that, at least 1
   */
  public CallWindow(int most) {
    this.most = most;
    this.size = most;
  }

  /** Whether one more call may begin. */
  public boolean isOpen() {
    return underWay < (int) size;
  }

  /**
   * Whether the endpoint has throttled nothing for {@value #CALM_SECONDS} seconds.
   *
   * @param now nanoseconds; only differences count
   */
  public boolean isCalm(long now) {
    return !throttled || now - throttledAt >= CALM_SECONDS * 1_000_000_000L;
  }

  /** How many may be under way at once. */
  public int size() {
    return (int) size;
  }

  /** How many are. */
  public int underWay() {
    return underWay;
  }

  public void begin() {
    underWay++;
  }

  /** A call has ended, however but by throttling. */
  public void end() {
    underWay--;
    size = Math.min(most, size + 1 / size);
  }

  /**
   * The endpoint would not take a call.
   *
   * @param now nanoseconds; only differences count
   */
  public void throttled(long now) {
    underWay--;
    spareThrottled(now);
    if (!decreased || now - decreasedAt >= HOLD_NANOS) {
      decreased = true;
      decreasedAt = now;
      size = Math.max(1, size * DECREASE);
    }
  }

  /** The same of a call that was none of the window's: it gets no smaller for it. */
  public void spareThrottled(long now) {
    throttled = true;
    throttledAt = now;
  }
}
