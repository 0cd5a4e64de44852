package dev.millrace.drift.domain.statistics;

import java.util.Arrays;

/**
 * How points spread, and along which directions how much.
 *
 * <p><i>Source</i>: cyclic Jacobi rotations, G. Golub and C. Van Loan, "Matrix Computations", 8.5.
 */
final class Covariance {

  private static final int MOST_SWEEPS = 30;
  private static final double PRECISION = 1e-11;

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

  /** The variances along the main directions, largest first, without those that are nothing. */
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
    double nothing = trace * PRECISION;
    for (int sweep = 0; sweep < MOST_SWEEPS && rest(matrix) > nothing; sweep++) {
      sweep(matrix);
    }
    double[] ascending = new double[dimensions];
    for (int i = 0; i < dimensions; i++) {
      ascending[i] = -matrix[i][i];
    }
    Arrays.sort(ascending);
    return Arrays.stream(ascending).map(value -> -value).filter(value -> value > nothing).toArray();
  }

  /** The root of the squared sum beside the diagonal. */
  private static double rest(double[][] matrix) {
    double sum = 0;
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < i; j++) {
        sum += 2 * matrix[i][j] * matrix[i][j];
      }
    }
    return Math.sqrt(sum);
  }

  private static void sweep(double[][] matrix) {
    for (int p = 0; p < matrix.length - 1; p++) {
      for (int q = p + 1; q < matrix.length; q++) {
        if (matrix[p][q] != 0) {
          rotate(matrix, p, q);
        }
      }
    }
  }

  /** Makes the entry of both directions zero. */
  private static void rotate(double[][] matrix, int p, int q) {
    double theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
    double tangent = 1 / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double t = theta < 0 ? -tangent : tangent;
    double cosine = 1 / Math.sqrt(t * t + 1);
    double sine = t * cosine;
    for (int k = 0; k < matrix.length; k++) {
      double left = matrix[k][p];
      double right = matrix[k][q];
      matrix[k][p] = cosine * left - sine * right;
      matrix[k][q] = sine * left + cosine * right;
    }
    double[] upper = matrix[p];
    double[] lower = matrix[q];
    for (int k = 0; k < matrix.length; k++) {
      double left = upper[k];
      double right = lower[k];
      upper[k] = cosine * left - sine * right;
      lower[k] = sine * left + cosine * right;
    }
  }
}
