package dev.millrace.platform.drift.domain;

/** How much two samples differ, in one number; 0 where they do not. */
public enum Statistic {
  /** Largest difference of the shares of values up to any point, 0 to 1. */
  KS("ks"),
  /** Population stability index: natural logarithm, shares of at least 1e-4, not renormalised. */
  PSI("psi"),
  /** Jensen-Shannon distance to base 2, 0 to 1. */
  JENSEN_SHANNON("jensenShannon"),
  /** Hellinger distance, 0 to 1. */
  HELLINGER("hellinger"),
  /** Half the sum of all differences of shares, 0 to 1. */
  TOTAL_VARIATION("totalVariation"),
  /** Largest difference of the shares of one cell, 0 to 1. */
  L_INFINITY("lInfinity"),
  /** Area between the distributions, in the unit of the values. */
  WASSERSTEIN("wasserstein"),
  /** The same by the reference's standard deviation, or by 0.001 where that is smaller. */
  WASSERSTEIN_NORMALISED("wassersteinNormalised"),
  /** Pearson's chi-square of both rows of counts, without Yates' correction. */
  CHI_SQUARE("chiSquare"),
  /** Squared distance of the mean embeddings of texts. */
  MEAN_EMBEDDING("meanEmbedding"),
  /** The distance of the mean embeddings, without what chance adds, in spreads of the reference. */
  EMBEDDING_SHIFT("embeddingShift");

  private final String word;

  Statistic(String word) {
    this.word = word;
  }

  /** As it is written in JSON and in metrics. */
  public String word() {
    return word;
  }
}
