package dev.millrace.platform.drift.domain;

import java.util.Arrays;

/**
 * Watches values between 0 and 1, such as errors, refusals or the complement of a score, for a rise
 * of their mean above a bound. While the mean, given all that came before, stays at or below the
 * bound, the expected number of values until an alarm is at least {@code averageRunLength}; values
 * need not be independent or alike.
 *
 * <p>It is the mean of {@value #BETS} Shiryaev-Roberts e-detectors, each of which bets on another
 * size of the rise: {@code M = (1 + bet * (x - bound)) * (M + 1)}; alarm where it reaches the run
 * length.
 *
 * <p><i>Shape</i>: {@value #BETS} numbers, whatever the number of values.
 *
 * <p><i>Source</i>: J. Shin, A. Ramdas and A. Rinaldo, "E-detectors: a nonparametric framework for
 * sequential change detection", New England Journal of Statistics in Data Science, 2023; arXiv
 * 2203.03532.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class EDetector {

  private static final int BETS = 16;

  /** The smallest bet is made for a rise by this share of what is left above the bound. */
  private static final double SMALLEST = 0.02;

  /** No bet risks more than this share of what it has on one value. */
  private static final double BOLDEST = 0.95;

  /** So that evidence stays a number, however many values come at once. */
  private static final double RICHEST = 1e200;

  private final double bound;
  private final double averageRunLength;
  private final double[] bets;
  private final double[] wealth;

  /**
   * A detector that has seen nothing.
   *
   * @param bound above 0 and below 1
   * @param averageRunLength values between false alarms, at least 1
   */
  public EDetector(double bound, double averageRunLength) {
    this(bound, averageRunLength, new double[BETS]);
  }

  private EDetector(double bound, double averageRunLength, double[] wealth) {
    if (!(bound > 0 && bound < 1)) {
      throw new IllegalArgumentException("a bound between 0 and 1 is needed, not " + bound);
    }
    if (!(averageRunLength >= 1)) {
      throw new IllegalArgumentException(
          "an average run length of at least 1 is needed, not " + averageRunLength);
    }
    this.bound = bound;
    this.averageRunLength = averageRunLength;
    this.wealth = wealth;
    this.bets = bets(bound);
  }

  /** Written by {@link #bytes()}. */
  public static EDetector of(byte[] bytes) {
    PackedReader packed = new PackedReader(bytes);
    double bound = packed.real();
    double averageRunLength = packed.real();
    double[] wealth = packed.reals();
    packed.requireEnd();
    if (wealth.length != BETS) {
      throw new IllegalArgumentException(
          "a detector of " + wealth.length + " bets is not known to this version");
    }
    return new EDetector(bound, averageRunLength, wealth);
  }

  /** Evenly spread on a logarithmic scale, from a rise that hardly shows to one to the top. */
  private static double[] bets(double bound) {
    double boldest = BOLDEST / bound;
    double smallest = Math.min(SMALLEST / bound, boldest);
    double[] bets = new double[BETS];
    for (int i = 0; i < BETS; i++) {
      bets[i] = smallest * Math.pow(boldest / smallest, i / (BETS - 1.0));
    }
    return bets;
  }

  /**
   * Takes one value into account and tells whether that is an alarm; the detector then begins anew.
   *
   * @param value between 0 and 1
   */
  public boolean alarms(double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("a value between 0 and 1 is needed, not " + value);
    }
    double sum = 0;
    for (int i = 0; i < BETS; i++) {
      wealth[i] = (1 + bets[i] * (value - bound)) * (wealth[i] + 1);
      sum += wealth[i];
    }
    if (sum < averageRunLength * BETS) {
      return false;
    }
    Arrays.fill(wealth, 0);
    return true;
  }

  /**
   * Takes some values at once, whose order is not known and does not matter: between two of these
   * calls it cannot begin to bet anew, and run lengths are numbers of calls. Returns how far it is
   * from an alarm; 1 or more is one, and the detector then begins anew.
   *
   * <p>Of a bet's gains on values between 0 and 1 it takes the straight line between those on 0 and
   * 1, in logarithms: it is never above them, and depends on the sum alone.
   *
   * @param values how many, at least 1
   * @param sum of them, between 0 and their number
   */
  public double takes(long values, double sum) {
    if (values < 1 || !(sum >= 0 && sum <= values)) {
      throw new IllegalArgumentException(
          "a sum of at least one value between 0 and 1 is needed, not " + sum + " of " + values);
    }
    for (int i = 0; i < BETS; i++) {
      double gain =
          sum * Math.log1p(bets[i] * (1 - bound)) + (values - sum) * Math.log1p(-bets[i] * bound);
      wealth[i] = Math.min(RICHEST, Math.exp(gain) * (wealth[i] + 1));
    }
    double evidence = evidence();
    if (evidence >= 1) {
      Arrays.fill(wealth, 0);
    }
    return evidence;
  }

  /** The same, for another run length from now on. */
  public EDetector withRunLength(double length) {
    return new EDetector(bound, length, wealth.clone());
  }

  /** The same, against another bound from now on; what was won so far stays won. */
  public EDetector heldTo(double otherBound) {
    return new EDetector(otherBound, averageRunLength, wealth.clone());
  }

  /** How far it is from an alarm: 1 would be one. */
  public double evidence() {
    return Arrays.stream(wealth).sum() / BETS / averageRunLength;
  }

  /** The mean that is still in order. */
  public double bound() {
    return bound;
  }

  /** Compact; {@link #of(byte[])} reads it. */
  public byte[] bytes() {
    PackedWriter packed = new PackedWriter();
    packed.real(bound);
    packed.real(averageRunLength);
    packed.reals(wealth);
    return packed.bytes();
  }
}
