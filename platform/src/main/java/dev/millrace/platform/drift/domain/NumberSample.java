package dev.millrace.platform.drift.domain;

import java.util.Arrays;

/**
 * Numbers as they were seen, in order of size, with how many were missing or no numbers.
 *
 * <p><i>Threads</i>: immutable.
 */
public final class NumberSample {

  private static final int DECILES = 10;

  private final double[] sorted;
  private final long nulls;
  private final long invalid;

  private NumberSample(double[] sorted, long nulls, long invalid) {
    this.sorted = sorted;
    this.nulls = nulls;
    this.invalid = invalid;
  }

  /**
   * A sample of numbers, none of them beyond 1e150.
   *
   * @param nulls how many values were missing beside them
   * @param invalid how many were there, but no such numbers
   */
  public static NumberSample of(double[] values, long nulls, long invalid) {
    double[] sorted = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!NumberText.isUsable(values[i])) {
        throw new IllegalArgumentException(
            "value " + i + " is " + values[i] + ": count it as invalid");
      }
      sorted[i] = values[i] + 0.0; // of minus zero this makes zero
    }
    Arrays.sort(sorted);
    return new NumberSample(sorted, nulls, invalid);
  }

  /** How many numbers there are. */
  public int count() {
    return sorted.length;
  }

  /** How many values were missing. */
  public long nulls() {
    return nulls;
  }

  /** How many values were no such numbers. */
  public long invalid() {
    return invalid;
  }

  double least() {
    return sorted[0];
  }

  double greatest() {
    return sorted[sorted.length - 1];
  }

  double at(int index) {
    return sorted[index];
  }

  /** Root of the mean squared deviation from the mean. */
  double standardDeviation() {
    double mean = Arrays.stream(sorted).average().orElse(0);
    return Math.sqrt(
        Arrays.stream(sorted).map(value -> (value - mean) * (value - mean)).average().orElse(0));
  }

  /** The area below the root of F (1 - F), F being the share of values up to a point. */
  double breadth() {
    double area = 0;
    for (int i = 1; i < sorted.length; i++) {
      double share = (double) i / sorted.length;
      area += Math.sqrt(share * (1 - share)) * (sorted[i] - sorted[i - 1]);
    }
    return area;
  }

  /**
   * Interpolated linearly between the values around (type 7 of Hyndman and Fan); there has to be
   * one.
   *
   * @param share of the values that are not above it, 0 to 1
   */
  public double quantile(double share) {
    double place = (sorted.length - 1) * share;
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    double part = place - below;
    double step = sorted[above] - sorted[below];
    return part < 0.5 ? sorted[below] + step * part : sorted[above] - step * (1 - part);
  }

  /** The distinct ones of the nine values that cut it into ten parts. */
  double[] deciles() {
    double[] all = new double[DECILES - 1];
    for (int k = 1; k < DECILES; k++) {
      all[k - 1] = quantile((double) k / DECILES);
    }
    return Arrays.stream(all).sorted().distinct().toArray();
  }

  /** How many are in each of (-inf, e1], (e1, e2], ... (ek, inf), for edges in order of size. */
  public long[] countsBetween(double[] edges) {
    long[] counts = new long[edges.length + 1];
    int cell = 0;
    for (double value : sorted) {
      while (cell < edges.length && value > edges[cell]) {
        cell++;
      }
      counts[cell]++;
    }
    return counts;
  }

  /** How many of its own values the rest of the sample would find out of its range: 0, 1 or 2. */
  int outerValues() {
    if (sorted.length < 3) {
      return sorted.length;
    }
    return (sorted[0] < sorted[1] ? 1 : 0)
        + (sorted[sorted.length - 1] > sorted[sorted.length - 2] ? 1 : 0);
  }

  /** How many values are smaller than {@code least} or greater than {@code greatest}. */
  long outside(double least, double greatest) {
    return Arrays.stream(sorted).filter(value -> value < least || value > greatest).count();
  }
}
