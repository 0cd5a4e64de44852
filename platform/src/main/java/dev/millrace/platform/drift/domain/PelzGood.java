package dev.millrace.platform.drift.domain;

/**
 * The distribution of Kolmogorov's statistic for many values, by the first four terms of its
 * expansion.
 *
 * <p><i>Source</i>: W. Pelz and I. J. Good, "Approximating the Lower Tail-Areas of the
 * Kolmogorov-Smirnov One-Sample Statistic", Journal of the Royal Statistical Society B 38, 1976.
 */
final class PelzGood {

  private static final double PI2 = Math.PI * Math.PI;
  private static final double PI4 = PI2 * PI2;
  private static final double PI6 = PI4 * PI2;
  private static final double ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

  /** Below this the probability is less than the smallest double. */
  private static final double SMALLEST = 0.0418;

  private PelzGood() {}

  /** Probability of a distance below {@code distance} among {@code n} values. */
  static double below(double distance, long n) {
    double z = Math.sqrt((double) n) * distance;
    if (z < SMALLEST) {
      return 0;
    }
    double z2 = z * z;
    double z4 = z2 * z2;
    double z6 = z4 * z2;
    double[] sums = new double[4];
    int terms = (int) Math.ceil(16 * z / Math.PI);
    for (int k = terms; k >= 1; k--) {
      double m2 = (2.0 * k - 1) * (2.0 * k - 1);
      double m4 = m2 * m2;
      double weight = Math.exp(-PI2 * m2 / (8 * z2));
      sums[0] += weight;
      sums[1] += weight * (-z2 + PI2 / 4 * m2);
      sums[2] +=
          weight
              * (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * PI2 / 4 * m2 + PI4 * (1 - 2 * z2) / 16 * m4);
      sums[3] +=
          weight
              * (-30 * z6
                  - 90 * z6 * z2
                  + PI2 * (135 * z4 - 96 * z6) / 4 * m2
                  + PI4 * (-60 * z2 + 212 * z4) / 16 * m4
                  + PI6 * (5 - 30 * z2) / 64 * m4 * m2);
      double square = (double) k * k;
      double even = Math.exp(-PI2 * square / (2 * z2));
      sums[2] -= even * square * 2 * PI2 * z4;
      sums[3] += even * square * 30 * PI2 * z4 * (3 * z2 - PI2 * square);
    }
    double root = Math.sqrt((double) n);
    return ROOT_TWO_PI
        * (sums[0] / z
            + sums[1] / (6 * z4 * root)
            + sums[2] / (72 * z6 * z * n)
            + sums[3] / (6480 * z4 * z6 * n * root));
  }
}
