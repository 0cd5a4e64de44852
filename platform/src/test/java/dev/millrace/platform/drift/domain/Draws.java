package dev.millrace.platform.drift.domain;

import java.util.Random;

/** Draws counts as many independent records would give them, without the records. */
final class Draws {

  /** From this variance on a binomial number is drawn as a rounded normal one. */
  private static final double MANY = 500;

  private Draws() {}

  /** How many of {@code n} fall into each cell; the shares sum up to 1. */
  static long[] counts(Random random, long n, double[] shares) {
    long[] counts = new long[shares.length];
    long left = n;
    double rest = 1;
    for (int i = 0; i < shares.length - 1 && left > 0; i++) {
      counts[i] = binomial(random, left, Math.min(1, Math.max(0, shares[i] / rest)));
      left -= counts[i];
      rest = Math.max(1e-300, rest - shares[i]);
    }
    counts[shares.length - 1] = left;
    return counts;
  }

  static long binomial(Random random, long n, double share) {
    if (share > 0.5) {
      return n - binomial(random, n, 1 - share);
    }
    double variance = n * share * (1 - share);
    if (variance > MANY) {
      long drawn = Math.round(n * share + Math.sqrt(variance) * random.nextGaussian());
      return Math.min(n, Math.max(0, drawn));
    }
    double left = random.nextDouble();
    double probability = Math.exp(n * Math.log1p(-share));
    long drawn = 0;
    while (left > probability && drawn < n) {
      left -= probability;
      probability *= (double) (n - drawn) / (drawn + 1) * share / (1 - share);
      drawn++;
    }
    return drawn;
  }
}
