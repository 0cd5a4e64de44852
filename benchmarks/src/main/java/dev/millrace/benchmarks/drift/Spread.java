package dev.millrace.benchmarks.drift;

import java.util.Arrays;
import java.util.Random;

/**
 * A distribution of finitely many values, so that counts of many records can be drawn without the
 * records.
 *
 * @param shares of the values, 1 in all
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or changes them
record Spread(String[] values, double[] shares) {

  /**
   * From this variance on a binomial number is drawn as a rounded normal one; below, the smallest
   * probability still is a number.
   */
  private static final double MANY = 100;

  /** So many that a normal number hardly ever falls on an edge of a reference's cells. */
  private static final int FINE = 2_048;

  private static final double STEPS_PER_DEVIATION = 256;

  private static final int ROUNDED = 60;

  /** Normal numbers. */
  static Spread normal(double mean) {
    String[] values = new String[FINE];
    double[] shares = new double[FINE];
    for (int i = 0; i < FINE; i++) {
      double z = (i + 0.5 - FINE / 2.0) / STEPS_PER_DEVIATION;
      values[i] = Double.toString(mean + z);
      shares[i] = Math.exp(-z * z / 2);
    }
    return new Spread(values, scaled(shares));
  }

  /** Exponential numbers of mean 4, rounded up. */
  static Spread rounded() {
    String[] values = new String[ROUNDED];
    double[] shares = new double[ROUNDED];
    for (int i = 0; i < ROUNDED; i++) {
      values[i] = Integer.toString(i + 1);
      shares[i] = Math.exp(-i / 4.0);
    }
    return new Spread(values, scaled(shares));
  }

  /**
   * Categories as Zipf has them.
   *
   * @param moved share of the most frequent one that is the next one's
   */
  static Spread categories(int number, double moved) {
    String[] values = new String[number];
    double[] shares = new double[number];
    for (int i = 0; i < number; i++) {
      values[i] = "c" + i;
      shares[i] = 1.0 / (i + 1);
    }
    double[] scaled = scaled(shares);
    scaled[0] -= moved;
    scaled[1] += moved;
    return new Spread(values, scaled);
  }

  private static double[] scaled(double[] shares) {
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }

  /** How many of {@code n} records have each value. */
  long[] counts(Random random, long n) {
    long[] counts = new long[shares.length];
    long left = n;
    double rest = 1;
    for (int i = 0; i < shares.length - 1 && left > 0; i++) {
      counts[i] = binomial(random, left, Math.min(1, Math.max(0, shares[i] / rest)));
      left -= counts[i];
      rest = Math.max(1e-300, rest - shares[i]);
    }
    counts[shares.length - 1] += left;
    return counts;
  }

  private static long binomial(Random random, long n, double share) {
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
