package dev.millrace.platform.drift.domain;

/**
 * The distribution of Kolmogorov's statistic by a power of Durbin's matrix, exactly, for few values
 * or small distances.
 *
 * <p><i>Source</i>: G. Marsaglia, W. W. Tsang and J. Wang, "Evaluating Kolmogorov's Distribution",
 * Journal of Statistical Software 8(18), 2003.
 */
final class DurbinMatrix {

  /** Numbers are kept between the inverse of this and this. */
  private static final int EXPONENT = 140;

  private static final double LARGE = 1e140;

  private DurbinMatrix() {}

  /** Probability of a distance below {@code distance} among {@code n} values. */
  static double below(double distance, int n) {
    int k = (int) (n * distance) + 1;
    double[][] start = matrix(2 * k - 1, k - n * distance);
    Power power = power(start, n);
    double result = power.values[k - 1][k - 1];
    int exponent = power.exponent;
    for (int i = 1; i <= n; i++) {
      result = result * i / n;
      if (result < 1 / LARGE) {
        result *= LARGE;
        exponent -= EXPONENT;
      }
    }
    return result * Math.pow(10, exponent);
  }

  private static double[][] matrix(int size, double h) {
    double[][] values = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size && j <= i + 1; j++) {
        values[i][j] = 1;
      }
    }
    for (int i = 0; i < size; i++) {
      values[i][0] -= Math.pow(h, i + 1);
      values[size - 1][i] -= Math.pow(h, size - i);
    }
    values[size - 1][0] += 2 * h - 1 > 0 ? Math.pow(2 * h - 1, size) : 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size && j <= i; j++) {
        for (int g = 1; g <= i - j + 1; g++) {
          values[i][j] /= g;
        }
      }
    }
    return values;
  }

  private static Power power(double[][] base, int exponent) {
    if (exponent == 1) {
      return new Power(base, 0);
    }
    Power half = power(base, exponent / 2);
    double[][] square = times(half.values, half.values);
    int scale = 2 * half.exponent;
    if (exponent % 2 == 1) {
      square = times(base, square);
    }
    int middle = base.length / 2;
    if (square[middle][middle] > LARGE) {
      for (double[] row : square) {
        for (int j = 0; j < row.length; j++) {
          row[j] /= LARGE;
        }
      }
      scale += EXPONENT;
    }
    return new Power(square, scale);
  }

  private static double[][] times(double[][] left, double[][] right) {
    int size = left.length;
    double[][] result = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < size; k++) {
        double factor = left[i][k];
        for (int j = 0; j < size; j++) {
          result[i][j] += factor * right[k][j];
        }
      }
    }
    return result;
  }

  private record Power(double[][] values, int exponent) {}
}
