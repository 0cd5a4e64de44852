package dev.millrace.platform.drift.domain;

import java.util.Arrays;

/**
 * How many of the ways to shuffle two samples into one another make their distributions depart from
 * each other by at least a given distance, as a share of all: exact where no two values are equal,
 * cautious where some are.
 *
 * <p><i>Shape</i>: shares are computed directly, never as 1 minus something, so that the smallest
 * are exact too.
 *
 * <p><i>Source</i>: J. L. Hodges, "The Significance Probability of the Smirnov Two-Sample Test",
 * Arkiv för Matematik 3, 1958; T. Viehmann, "Numerically more stable computation of the p-values
 * for the two-sample Kolmogorov-Smirnov test", arXiv 2102.08037.
 */
final class LatticePaths {

  private LatticePaths() {}

  /** Both samples have {@code n} values; the distance is {@code steps / n}. */
  static double outside(int n, long steps) {
    double sum = 0;
    for (long k = n / steps; k >= 0; k--) {
      double term = 1;
      for (long j = 0; j < steps; j++) {
        term = (n - k * steps - j) * term / (n + k * steps + j + 1);
      }
      sum = term * (1 - sum);
    }
    return Math.min(1, 2 * sum);
  }

  /**
   * The samples have different numbers of values.
   *
   * @param larger number of values in the larger sample
   * @param smaller number of values in the smaller one
   * @param steps the distance, in units of 1 / least common multiple of both
   */
  static double outside(int larger, int smaller, long steps) {
    long divisor = KolmogorovSmirnov.commonDivisor(larger, smaller);
    long larges = larger / divisor;
    long smalls = smaller / divisor;
    int from = 0;
    int to = (int) Math.min(ceiling(steps, larges), smaller + 1L);
    double[] shares = new double[(int) Math.min(2L * to + 2, smaller + 1L)];
    Arrays.fill(shares, to, shares.length, 1);
    int length = to;
    for (int i = 1; i <= larger; i++) {
      int lastFrom = from;
      int lastLength = length;
      from = (int) Math.min(Math.max(Math.floorDiv(smalls * i - steps, larges) + 1, 0), smaller);
      to = (int) Math.min(ceiling(smalls * i + steps, larges), smaller + 1L);
      if (to <= from) {
        return 1;
      }
      double left = from == 0 ? 0 : 1;
      for (int cell = 0; cell < to - from; cell++) {
        int j = cell + from;
        left = (shares[j - lastFrom] * i + left * j) / (i + j);
        shares[cell] = left;
      }
      length = to - from;
      if (lastLength > length) {
        Arrays.fill(shares, length, lastLength, 1);
      }
    }
    return shares[length - 1];
  }

  private static long ceiling(long dividend, long divisor) {
    return -Math.floorDiv(-dividend, divisor);
  }
}
