package dev.millrace.platform.drift.domain;

/**
 * Whether a share has changed: Fisher's exact test of two proportions; where much is expected in
 * every cell, the more cautious of chi-square and likelihood ratio.
 *
 * @param hits of the reference, of {@code total}
 * @param currentHits of the window, of {@code currentTotal}
 */
record Proportions(long hits, long total, long currentHits, long currentTotal) {

  private static final double MUCH = 100;

  /** Shares of outcomes that are as probable as the one seen differ by rounding. */
  private static final double LOG_TOLERANCE = 1e-7;

  /** What is less probable than the outcome by this no longer counts. */
  private static final double LOG_NEGLIGIBLE = 45;

  Proportions {
    if (total < 1
        || currentTotal < 1
        || hits < 0
        || currentHits < 0
        || hits > total
        || currentHits > currentTotal) {
      throw new IllegalArgumentException(
          "hits within two totals of at least 1 are needed, not "
              + hits
              + " of "
              + total
              + " and "
              + currentHits
              + " of "
              + currentTotal);
    }
  }

  /** Probability of a difference like this without a change. */
  double pValue() {
    long all = hits + currentHits;
    double both = (double) total + currentTotal;
    if (all == 0 || all == total + currentTotal) {
      return 1;
    }
    double smaller = Math.min(total, currentTotal);
    double least = Math.min((double) all, both - all) * smaller / both;
    if (least >= MUCH) {
      return new CountTable(
              new long[] {hits, total - hits}, new long[] {currentHits, currentTotal - currentHits})
          .cautiousPValue();
    }
    return fisher(all);
  }

  /** Sums the probabilities of all tables with the same margins that are not more probable. */
  private double fisher(long all) {
    long first = Math.max(0, all - currentTotal);
    long last = Math.min(total, all);
    double whole = GammaTail.logChoose(total + currentTotal, all);
    double seen = log(hits, all) - whole;
    long mode =
        Math.min(
            last,
            Math.max(first, (long) ((all + 1.0) * (total + 1.0) / (total + currentTotal + 2.0))));
    double sum = 0;
    double here = log(mode, all) - whole;
    for (long x = mode; x <= last && here > seen - LOG_NEGLIGIBLE; x++) {
      sum += here <= seen + LOG_TOLERANCE ? Math.exp(here) : 0;
      here += Math.log((double) (total - x) / (x + 1) * (all - x) / (currentTotal - all + x + 1.0));
    }
    here = log(mode, all) - whole;
    for (long x = mode; x > first && here > seen - LOG_NEGLIGIBLE; x--) {
      here += Math.log((double) x / (total - x + 1) * (currentTotal - all + x) / (all - x + 1.0));
      sum += here <= seen + LOG_TOLERANCE ? Math.exp(here) : 0;
    }
    return Math.min(1, sum);
  }

  private double log(long x, long all) {
    return GammaTail.logChoose(total, x) + GammaTail.logChoose(currentTotal, all - x);
  }
}
