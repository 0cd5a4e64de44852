package dev.millrace.lifecycle.domain.statistics;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * What is left of measured amounts: enough for their mean and its bounds.
 *
 * <p><i>Shape</i>: whole numbers, so that the sums are exact and the same in any order.
 *
 * @param count how many were measured
 * @param sum of them
 * @param squares sum of their squares
 */
public record Moments(long count, BigInteger sum, BigInteger squares) {

  /** Where nothing was measured. */
  public static final Moments NONE = new Moments(0, BigInteger.ZERO, BigInteger.ZERO);

  /** Bounds are closest to the mean about here. */
  private static final double BEST_AT = 300;

  /** One amount more. */
  public Moments plus(BigInteger amount) {
    return new Moments(count + 1, sum.add(amount), squares.add(amount.multiply(amount)));
  }

  /** One amount more. */
  public Moments plus(long amount) {
    return plus(BigInteger.valueOf(amount));
  }

  /** Those of both. */
  public Moments plus(Moments other) {
    return new Moments(count + other.count, sum.add(other.sum), squares.add(other.squares));
  }

  /** Without some of them. */
  public Moments minus(Moments some) {
    return new Moments(count - some.count, sum.subtract(some.sum), squares.subtract(some.squares));
  }

  /** Their mean; 0 where there are none. */
  public double mean() {
    return count == 0 ? 0 : divided(sum, (double) count);
  }

  /**
   * How far the true mean may be from {@link #mean()}, whenever it is looked at and however often,
   * but for a share {@code level} of all cases; for counts that are not small.
   *
   * <p><i>Source</i>: I. Waudby-Smith, D. Arbour, R. Sinha, E. Kennedy and A. Ramdas, "Time-uniform
   * central limit theory and asymptotic confidence sequences", Annals of Statistics 2024, theorem
   * 2.2; arXiv 2103.06476.
   */
  public double radius(double level) {
    if (count < 2) {
      return Double.POSITIVE_INFINITY;
    }
    double twice = -2 * Math.log(level);
    double tuning = (twice + Math.log(twice + 1)) / BEST_AT;
    double spread = count * tuning + 1;
    return Math.sqrt(
        variance()
            * 2
            * spread
            / ((double) count * count * tuning)
            * Math.log(Math.sqrt(spread) / level));
  }

  /** By whole numbers until the last step: differences of large squares would lose everything. */
  private double variance() {
    BigInteger spread = squares.multiply(BigInteger.valueOf(count)).subtract(sum.multiply(sum));
    return divided(spread, (double) count * count);
  }

  private static double divided(BigInteger whole, double by) {
    return new BigDecimal(whole).divide(new BigDecimal(by), MathContext.DECIMAL128).doubleValue();
  }
}
