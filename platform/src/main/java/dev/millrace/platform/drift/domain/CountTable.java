package dev.millrace.platform.drift.domain;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Counts of a reference and of a window over the same cells, and how much they differ.
 *
 * <p><i>Source</i>: what is psi, Jensen-Shannon and so on exactly is said at {@link Statistic};
 * their p-values come from the chi-square distribution that they tend to (B. Yurdakul and J.
 * Naranjo, "Statistical Properties of the Population Stability Index", Journal of Risk Model
 * Validation 14, 2020).
 */
final class CountTable {

  /** Shares are not let below this in the population stability index. */
  private static final double LEAST_SHARE = 1e-4;

  private final long[] reference;
  private final long[] current;
  private final long n;
  private final long m;

  /** Counts of at least 0; at least one on either side. */
  CountTable(long[] reference, long[] current) {
    this.reference = reference.clone();
    this.current = current.clone();
    this.n = Arrays.stream(reference).sum();
    this.m = Arrays.stream(current).sum();
    if (reference.length != current.length || n < 1 || m < 1) {
      throw new IllegalArgumentException(
          "two rows of the same cells with at least one value each are needed, not "
              + reference.length
              + " cells with "
              + n
              + " and "
              + current.length
              + " with "
              + m);
    }
  }

  /** All statistics of counts. */
  Map<Statistic, Double> statistics() {
    Map<Statistic, Double> all = new EnumMap<>(Statistic.class);
    all.put(Statistic.PSI, psi());
    all.put(Statistic.JENSEN_SHANNON, jensenShannon());
    all.put(Statistic.HELLINGER, hellinger());
    all.put(Statistic.TOTAL_VARIATION, totalVariation());
    all.put(Statistic.L_INFINITY, largestDifference());
    all.put(Statistic.CHI_SQUARE, chiSquare().value());
    return all;
  }

  /** How probable each is without a difference; none where there is only one cell. */
  Map<Statistic, Double> pValues() {
    Map<Statistic, Double> all = new EnumMap<>(Statistic.class);
    ChiSquare test = chiSquare();
    all.put(Statistic.CHI_SQUARE, test.pValue());
    if (test.degreesOfFreedom() > 0) {
      double scale = noise();
      double js = jensenShannon();
      double hellinger = hellinger();
      int degrees = test.degreesOfFreedom();
      all.put(Statistic.PSI, GammaTail.chiSquare(psi() / scale, degrees));
      all.put(
          Statistic.JENSEN_SHANNON,
          GammaTail.chiSquare(js * js * 8 * Math.log(2) / scale, degrees));
      all.put(Statistic.HELLINGER, GammaTail.chiSquare(hellinger * hellinger * 8 / scale, degrees));
    }
    return all;
  }

  /** The cells that changed most, first the one that did most; at most ten. */
  List<CellChange> changes(List<String> names) {
    return IntStream.range(0, reference.length)
        .mapToObj(cell -> new CellChange(names.get(cell), p(cell), q(cell)))
        .filter(change -> change.difference() != 0)
        .sorted(CellChange.LARGEST_FIRST)
        .limit(CellChange.MOST)
        .toList();
  }

  double psi() {
    double sum = 0;
    for (int i = 0; i < reference.length; i++) {
      double p = Math.max(p(i), LEAST_SHARE);
      double q = Math.max(q(i), LEAST_SHARE);
      sum += (p - q) * Math.log(p / q);
    }
    return sum;
  }

  /** What chance makes of it on average without a difference. */
  double psiByChance() {
    return chiSquare().degreesOfFreedom() * noise();
  }

  /** What chance makes of it without a difference: the root of the mean square. */
  double jensenShannonByChance() {
    return Math.sqrt(chiSquare().degreesOfFreedom() * noise() / (8 * Math.log(2)));
  }

  /** What chance makes of it on average without a difference. */
  double totalVariationByChance() {
    double sum = 0;
    for (int i = 0; i < reference.length; i++) {
      double share = (double) (reference[i] + current[i]) / ((double) n + m);
      sum += Math.sqrt(2 / Math.PI * share * (1 - share) * noise());
    }
    return sum / 2;
  }

  private double noise() {
    return 1.0 / n + 1.0 / m;
  }

  double jensenShannon() {
    double sum = 0;
    for (int i = 0; i < reference.length; i++) {
      double middle = (p(i) + q(i)) / 2;
      sum += information(p(i), middle) + information(q(i), middle);
    }
    return Math.sqrt(Math.max(0, sum / 2) / Math.log(2));
  }

  private static double information(double share, double middle) {
    return share == 0 ? 0 : share * Math.log(share / middle);
  }

  double hellinger() {
    double sum = 0;
    for (int i = 0; i < reference.length; i++) {
      double difference = Math.sqrt(p(i)) - Math.sqrt(q(i));
      sum += difference * difference;
    }
    return Math.sqrt(sum / 2);
  }

  double totalVariation() {
    double sum = 0;
    for (int i = 0; i < reference.length; i++) {
      sum += Math.abs(p(i) - q(i));
    }
    return sum / 2;
  }

  private double largestDifference() {
    double largest = 0;
    for (int i = 0; i < reference.length; i++) {
      largest = Math.max(largest, Math.abs(p(i) - q(i)));
    }
    return largest;
  }

  /** Pearson's test; cells that are empty on both sides are left out. */
  ChiSquare chiSquare() {
    double sum = 0;
    int cells = 0;
    for (int i = 0; i < reference.length; i++) {
      long both = reference[i] + current[i];
      if (both > 0) {
        double difference = reference[i] - expected(i);
        // In the other row the same difference stands against another expectation.
        sum += difference * difference * (1 / expected(i) + 1 / (both - expected(i)));
        cells++;
      }
    }
    return ChiSquare.of(sum, cells - 1);
  }

  /** The test of the likelihood ratio: without a difference it tends to the same distribution. */
  ChiSquare likelihoodRatio() {
    double sum = 0;
    int cells = 0;
    for (int i = 0; i < reference.length; i++) {
      long both = reference[i] + current[i];
      if (both > 0) {
        sum += information((double) reference[i], expected(i));
        sum += information((double) current[i], both - expected(i));
        cells++;
      }
    }
    return ChiSquare.of(Math.max(0, 2 * sum), cells - 1);
  }

  /**
   * The more cautious of both tests. Far out, where corrected levels are, each of them is too quick
   * where few are expected in a cell, but not both for the same reason.
   */
  double cautiousPValue() {
    return Math.max(chiSquare().pValue(), likelihoodRatio().pValue());
  }

  /**
   * The table with all cells in one where fewer than {@code least} are expected on the smaller
   * side; where even together they are too few, the smallest other cell joins them.
   *
   * @param alwaysRare index of a cell that belongs to them in any case; one that does not exist for
   *     none
   */
  CountTable withRareTogether(double least, int alwaysRare) {
    double share = (double) Math.min(n, m) / ((double) n + m);
    int[] order = new int[reference.length];
    int common = 0;
    long rareReference = 0;
    long rareCurrent = 0;
    for (int i = 0; i < reference.length; i++) {
      if (i == alwaysRare || (reference[i] + current[i]) * share < least) {
        rareReference += reference[i];
        rareCurrent += current[i];
      } else {
        order[common++] = i;
      }
    }
    if (rareReference + rareCurrent > 0 && (rareReference + rareCurrent) * share < least) {
      int smallest = -1;
      for (int i = 0; i < common; i++) {
        if (smallest < 0 || both(order[i]) < both(order[smallest])) {
          smallest = i;
        }
      }
      if (smallest >= 0) {
        rareReference += reference[order[smallest]];
        rareCurrent += current[order[smallest]];
        order[smallest] = order[--common];
      }
    }
    long[] ours = new long[common + 1];
    long[] theirs = new long[common + 1];
    for (int i = 0; i < common; i++) {
      ours[i] = reference[order[i]];
      theirs[i] = current[order[i]];
    }
    ours[common] = rareReference;
    theirs[common] = rareCurrent;
    return new CountTable(ours, theirs);
  }

  private long both(int cell) {
    return reference[cell] + current[cell];
  }

  private double expected(int cell) {
    return (double) (reference[cell] + current[cell]) * n / ((double) n + m);
  }

  private double p(int cell) {
    return (double) reference[cell] / n;
  }

  private double q(int cell) {
    return (double) current[cell] / m;
  }
}
