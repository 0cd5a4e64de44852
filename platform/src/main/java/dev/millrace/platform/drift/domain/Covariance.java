package dev.millrace.platform.drift.domain;

import java.util.Arrays;

/** How points spread, and along their main directions how much. */
final class Covariance {

  /** Variances below this share of all are rounding. */
  private static final double NOTHING = 1e-11;

  private final int dimensions;
  private final double[] sums;
  private final double[][] products;
  private int count;

  Covariance(int dimensions) {
    this.dimensions = dimensions;
    this.sums = new double[dimensions];
    this.products = new double[dimensions][dimensions];
  }

  int count() {
    return count;
  }

  void add(long[] point, double unit) {
    double[] values = Arrays.stream(point).mapToDouble(value -> value / unit).toArray();
    for (int i = 0; i < dimensions; i++) {
      sums[i] += values[i];
      double[] row = products[i];
      for (int j = 0; j <= i; j++) {
        row[j] += values[i] * values[j];
      }
    }
    count++;
  }

  /** The variances along the main directions, smallest first, without those that are nothing. */
  double[] variances() {
    double[][] matrix = new double[dimensions][dimensions];
    double trace = 0;
    for (int i = 0; i < dimensions; i++) {
      for (int j = 0; j <= i; j++) {
        double value = (products[i][j] - sums[i] * sums[j] / count) / (count - 1);
        matrix[i][j] = value;
        matrix[j][i] = value;
      }
      trace += matrix[i][i];
    }
    double nothing = trace * NOTHING;
    return Arrays.stream(SymmetricMatrix.eigenvalues(matrix))
        .filter(value -> value > nothing)
        .sorted()
        .toArray();
  }
}
