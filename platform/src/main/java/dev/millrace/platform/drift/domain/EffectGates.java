package dev.millrace.platform.drift.domain;

/**
 * The smallest changes that matter, and the least data that a test is made of. A change of numbers
 * matters where the area between the distributions or the population stability index does; one of
 * categories where total variation or Jensen-Shannon does.
 *
 * @param leastSample values needed on either side, at least 2
 * @param wasserstein area between the distributions, in standard deviations of the reference
 * @param psi population stability index, of ten cells
 * @param totalVariation of categories
 * @param jensenShannon of categories
 * @param share change of the share of nulls, invalid, unseen or out-of-range values: 0.01 is one
 *     percentage point
 * @param embedding shift of the mean embedding of texts, in spreads of the reference: texts of
 *     another domain altogether are some 0.16 away
 */
public record EffectGates(
    int leastSample,
    double wasserstein,
    double psi,
    double totalVariation,
    double jensenShannon,
    double share,
    double embedding) {

  /** What is used where nothing else is said. */
  public static final EffectGates USUAL = new EffectGates(50, 0.1, 0.1, 0.05, 0.1, 0.01, 0.02);

  public EffectGates {
    if (leastSample < 2) {
      throw new IllegalArgumentException(
          "a least sample of 2 or more is needed, not " + leastSample);
    }
    requirePositive("wasserstein", wasserstein);
    requirePositive("psi", psi);
    requirePositive("totalVariation", totalVariation);
    requirePositive("jensenShannon", jensenShannon);
    requirePositive("share", share);
    requirePositive("embedding", embedding);
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(
          name + " must be greater than 0, not " + value + ": at 0 every change would matter");
    }
  }
}
