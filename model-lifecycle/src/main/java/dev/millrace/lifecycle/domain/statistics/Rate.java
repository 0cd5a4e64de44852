package dev.millrace.lifecycle.domain.statistics;

/**
 * How often something came true.
 *
 * @param hits of {@code total}
 */
public record Rate(long hits, long total) {

  public Rate {
    if (hits < 0 || hits > total) {
      throw new IllegalArgumentException(
          "hits within a total are needed, not " + hits + " of " + total);
    }
  }

  /** Share of the hits; 0 where there is nothing. */
  public double share() {
    return total == 0 ? 0 : (double) hits / total;
  }

  long misses() {
    return total - hits;
  }

  /**
   * Logarithm of the probability of such a sequence where every share was equally likely
   * beforehand: hits! misses! / (total + 1)!.
   */
  double logMixture() {
    return LogFactorial.of(hits) + LogFactorial.of(misses()) - LogFactorial.of(total + 1);
  }

  /** Logarithm of the probability of such a sequence at a share. */
  double logLikelihood(double share) {
    return term(hits, share) + term(misses(), 1 - share);
  }

  private static double term(long count, double probability) {
    return count == 0 ? 0 : count * Math.log(probability);
  }
}
