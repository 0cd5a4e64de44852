package dev.millrace.benchmarks.inference;

import java.util.Arrays;

/** Of times. */
final class Percentiles {

  private Percentiles() {}

  /**
   * What so large a share of the values does not exceed: the nearest rank, never a value between.
   */
  static double of(double[] values, double share) {
    if (values.length == 0) {
      throw new IllegalArgumentException("there are no values");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
