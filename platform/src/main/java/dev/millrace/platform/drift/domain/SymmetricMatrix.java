package dev.millrace.platform.drift.domain;

/**
 * The eigenvalues of a symmetric matrix: made tridiagonal by reflections, then diagonal by implicit
 * QL steps.
 *
 * <p><i>Source</i>: G. Golub and C. Van Loan, "Matrix Computations", 8.3; J. Wilkinson and C.
 * Reinsch, "Handbook for Automatic Computation II", tred1 and tql1.
 */
final class SymmetricMatrix {

  private static final double PRECISION = 1e-15;
  private static final int MOST_STEPS = 60;

  private SymmetricMatrix() {}

  /** In no order; the matrix is used up. */
  static double[] eigenvalues(double[][] matrix) {
    int size = matrix.length;
    double[] diagonal = new double[size];
    double[] beside = new double[size];
    for (int k = 0; k < size - 2; k++) {
      beside[k] = reflect(matrix, k);
    }
    if (size > 1) {
      beside[size - 2] = matrix[size - 1][size - 2];
    }
    for (int k = 0; k < size; k++) {
      diagonal[k] = matrix[k][k];
    }
    for (int first = 0; first < size; first++) {
      isolate(diagonal, beside, first);
    }
    return diagonal;
  }

  /** Makes all entries of column k below the one beside the diagonal zero, and returns that one. */
  private static double reflect(double[][] matrix, int k) {
    int size = matrix.length;
    double norm = 0;
    for (int i = k + 1; i < size; i++) {
      norm += matrix[i][k] * matrix[i][k];
    }
    double head = matrix[k + 1][k];
    if (norm == head * head) {
      return head;
    }
    double result = head > 0 ? -Math.sqrt(norm) : Math.sqrt(norm);
    double[] mirror = new double[size];
    for (int i = k + 1; i < size; i++) {
      mirror[i] = matrix[i][k];
    }
    mirror[k + 1] -= result;
    double half = norm - head * result; // half of the mirror's squared length
    double[] image = new double[size];
    double overlap = 0;
    for (int i = k + 1; i < size; i++) {
      double sum = 0;
      for (int j = k + 1; j < size; j++) {
        sum += matrix[i][j] * mirror[j];
      }
      image[i] = sum / half;
      overlap += image[i] * mirror[i];
    }
    for (int i = k + 1; i < size; i++) {
      image[i] -= overlap / (2 * half) * mirror[i];
    }
    for (int i = k + 1; i < size; i++) {
      for (int j = k + 1; j < size; j++) {
        matrix[i][j] -= mirror[i] * image[j] + image[i] * mirror[j];
      }
    }
    return result;
  }

  /** Turns the rest until the first entry stands alone. */
  private static void isolate(double[] diagonal, double[] beside, int first) {
    for (int step = 0; step < MOST_STEPS; step++) {
      int last = first;
      while (last < diagonal.length - 1
          && Math.abs(beside[last])
              > PRECISION * (Math.abs(diagonal[last]) + Math.abs(diagonal[last + 1]))) {
        last++;
      }
      if (last == first) {
        return;
      }
      turn(diagonal, beside, first, last);
    }
  }

  private static void turn(double[] diagonal, double[] beside, int first, int last) {
    double g = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first]);
    double r = Math.hypot(g, 1);
    g = diagonal[last] - diagonal[first] + beside[first] / (g + Math.copySign(r, g));
    double sine = 1;
    double cosine = 1;
    double shift = 0;
    for (int i = last - 1; i >= first; i--) {
      double f = sine * beside[i];
      double b = cosine * beside[i];
      r = Math.hypot(f, g);
      beside[i + 1] = r;
      if (r == 0) {
        diagonal[i + 1] -= shift;
        beside[last] = 0;
        return;
      }
      sine = f / r;
      cosine = g / r;
      g = diagonal[i + 1] - shift;
      r = (diagonal[i] - g) * sine + 2 * cosine * b;
      shift = sine * r;
      diagonal[i + 1] = g + shift;
      g = cosine * r - b;
    }
    diagonal[first] -= shift;
    beside[first] = g;
    beside[last] = 0;
  }
}
