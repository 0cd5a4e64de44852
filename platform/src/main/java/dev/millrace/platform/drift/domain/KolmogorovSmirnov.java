package dev.millrace.platform.drift.domain;

/**
 * The test of Kolmogorov and Smirnov for two samples: their largest difference in the share of
 * values up to any point.
 *
 * <p>Departures are kept as whole numbers ({@code count1 * size2 - count2 * size1}), so that no
 * rounding decides.
 *
 * @param departure the largest departure, in units of {@code 1 / (n * m)}
 * @param n values in the one sample, at least 1
 * @param m values in the other sample, at least 1
 */
record KolmogorovSmirnov(long departure, long n, long m) {

  /** Up to here all shufflings are counted, as scipy does. */
  private static final long COUNTED_UP_TO = 10_000;

  KolmogorovSmirnov {
    if (n < 1 || m < 1 || departure < 0) {
      throw new IllegalArgumentException(
          "a departure of at least 0 and two samples of at least one value are needed, not "
              + departure
              + ", "
              + n
              + " and "
              + m);
    }
  }

  /** The statistic, between 0 and 1. */
  double distance() {
    return (double) departure / ((double) n * m);
  }

  /** Probability of a departure of this size without a difference. */
  double pValue() {
    if (departure == 0) {
      return 1;
    }
    if (Math.max(n, m) <= COUNTED_UP_TO) {
      return counted();
    }
    return KolmogorovTail.probability(distance(), (long) Math.rint((double) n * m / (n + m)));
  }

  /**
   * The same at bounded cost: where counting all shufflings would take more than {@code steps}
   * steps, the limit for many values takes its place, which is never smaller.
   */
  double pValueWithin(long steps) {
    if (departure == 0) {
      return 1;
    }
    double cells = Math.max(n, m) * (2 * distance() * Math.min(n, m) + 2);
    if (Math.max(n, m) <= COUNTED_UP_TO && cells <= steps) {
      return counted();
    }
    return limit(distance() * Math.sqrt((double) n * m / (n + m)));
  }

  private double counted() {
    if (n == m) {
      return LatticePaths.outside((int) n, departure / n);
    }
    long steps = departure / commonDivisor(n, m);
    return LatticePaths.outside((int) Math.max(n, m), (int) Math.min(n, m), steps);
  }

  /** Kolmogorov's limit; so near to 1 that it is 1 where the series converges slowly. */
  private static double limit(double lambda) {
    if (lambda < 0.2) {
      return 1;
    }
    double sum = 0;
    for (int k = 1; k <= 100; k++) {
      double term = Math.exp(-2.0 * k * k * lambda * lambda);
      sum += k % 2 == 1 ? term : -term;
      if (term < 1e-18 * sum) {
        break;
      }
    }
    return Math.min(1, 2 * sum);
  }

  static long commonDivisor(long a, long b) {
    return b == 0 ? a : commonDivisor(b, a % b);
  }
}
