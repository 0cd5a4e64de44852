package dev.millrace.platform.drift.domain;

/**
 * The upper tail of Kolmogorov's statistic: how probable it is that the distribution of {@code n}
 * values departs by at least {@code distance} from the one that they were drawn from.
 *
 * <p><i>Source</i>: R. Simard and P. L'Ecuyer, "Computing the Two-Sided Kolmogorov-Smirnov
 * Distribution", Journal of Statistical Software 39(11), 2011; the cases are told apart where scipy
 * tells them apart, whose {@code kstwo.sf} this equals.
 */
final class KolmogorovTail {

  private static final int FEW = 140;
  private static final int MATRIX_UP_TO = 100_000;

  private KolmogorovTail() {}

  static double probability(double distance, long n) {
    double t = n * distance;
    if (distance >= 1) {
      return 0;
    }
    if (t <= 0.5) {
      return 1;
    }
    if (t <= 1) {
      double logFactorial = GammaTail.logGamma(n + 1.0) - n * Math.log((double) n);
      return 1 - Math.exp(logFactorial + n * Math.log(2 * t - 1));
    }
    if (t >= n - 1) {
      return 2 * Math.pow(1 - distance, (double) n);
    }
    double nxx = t * distance;
    if (distance >= 0.5 || nxx > (n <= FEW ? 4 : 2.2)) {
      return Math.min(1, 2 * oneSided(distance, n));
    }
    boolean byMatrix = n <= FEW || (n <= MATRIX_UP_TO && n * Math.pow(distance, 1.5) <= 1.4);
    double below = byMatrix ? DurbinMatrix.below(distance, (int) n) : PelzGood.below(distance, n);
    return Math.min(1, Math.max(0, 1 - below));
  }

  /**
   * Smirnov's exact formula for departures to one side. All its terms are positive, and each is a
   * binomial probability, which is computed without differences of large numbers (C. Loader, "Fast
   * and Accurate Computation of Binomial Probabilities", 2000).
   */
  private static double oneSided(double distance, long n) {
    double moved = n * distance;
    double sum = Math.exp(n * Math.log1p(-distance));
    double whole = GammaTail.stirlingError((double) n) + 0.5 * Math.log(n / (2 * Math.PI));
    for (long j = 1; n - j > moved; j++) {
      double rest = (double) n - j;
      double log =
          whole
              - GammaTail.stirlingError((double) j)
              - GammaTail.stirlingError(rest)
              + j * Math.log1p(moved / j)
              + rest * Math.log1p(-moved / rest)
              - 0.5 * Math.log(j * rest);
      sum += distance / (distance + (double) j / n) * Math.exp(log);
    }
    return sum;
  }
}
