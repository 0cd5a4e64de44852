package dev.millrace.platform.drift.domain;

/**
 * Learns from first values, which are taken to be in order, what mean is in order: the mean that
 * they have, and a margin for not knowing it exactly.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class WarmUp {

  /** Two standard errors: a mean above the bound is then seen as often as in 1 of 44 warm-ups. */
  public static final double USUAL_MARGIN = 2;

  /** A bound of 0 or 1 would leave nothing to bet on. */
  private static final double LEAST_ROOM = 1e-3;

  private long count;
  private double sum;
  private double squares;

  /** Takes one value between 0 and 1 into account. */
  public void add(double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("a value between 0 and 1 is needed, not " + value);
    }
    count++;
    sum += value;
    squares += value * value;
  }

  /**
   * Takes some values into account of which only the sum is known: they are taken to scatter as
   * widely as values between 0 and 1 can, as errors do, which are one or the other.
   */
  public void add(long values, double total) {
    if (values < 0 || !(total >= 0 && total <= values)) {
      throw new IllegalArgumentException(
          "a sum of values between 0 and 1 is needed, not " + total + " of " + values);
    }
    count += values;
    sum += total;
    squares += total;
  }

  /** Values so far. */
  public long count() {
    return count;
  }

  /**
   * The bound of a mean that is in order.
   *
   * @param margin in standard errors, at least 0
   */
  public double bound(double margin) {
    if (count < 2 || !(margin >= 0)) {
      throw new IllegalStateException(
          "two values and a margin of at least 0 are needed, not " + count + " and " + margin);
    }
    double mean = sum / count;
    // Where none of n first values is an error, their mean may well be 3 / n (the rule of three):
    // one more error, and no less variance than one.
    double careful = (sum + 1) / (count + 2.0);
    double variance = Math.max(squares / count - mean * mean, 1.0 / count);
    double bound = careful + margin * Math.sqrt(variance / count);
    return Math.min(1 - LEAST_ROOM, Math.max(LEAST_ROOM, bound));
  }
}
