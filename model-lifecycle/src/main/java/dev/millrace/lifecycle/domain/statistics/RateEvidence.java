package dev.millrace.lifecycle.domain.statistics;

/**
 * Evidence on the difference of two rates, valid whenever it is looked at and however often: while
 * the claim that it speaks against holds, the probability that it ever reaches {@code 1 / level} is
 * at most {@code level}.
 *
 * <p><i>Shape</i>: a function of the counts alone. So it is the same in whatever order they came.
 *
 * <p><i>Source</i>: the mixture of each rate's likelihood over all rates is divided by the largest
 * likelihood that the claim allows: below every single point of the claim that is a test martingale
 * (universal inference: L. Wasserman, A. Ramdas and S. Balakrishnan, PNAS 2020; Ville's
 * inequality).
 *
 * <p>Answers of one arm are taken to be alike while the counts were made; what happens in between,
 * such as a change of the world, both arms see.
 *
 * @param standing rate of the model that serves
 * @param challenging rate of the one that wants to
 */
public record RateEvidence(Rate standing, Rate challenging) {

  private static final int STEPS = 200;

  /**
   * Natural logarithm of the evidence against the claim that the challenger's rate is at most
   * {@code margin} below the standing one.
   */
  public double ofWorse(double margin) {
    requireMargin(margin);
    return against(difference() >= -margin, margin);
  }

  /**
   * Natural logarithm of the evidence against the claim that the challenger's rate is {@code
   * margin} or more below the standing one.
   */
  public double ofNotWorse(double margin) {
    requireMargin(margin);
    return against(difference() <= -margin, margin);
  }

  private double difference() {
    return challenging.share() - standing.share();
  }

  private double against(boolean seenIsWithin, double margin) {
    if (standing.total() == 0 || challenging.total() == 0) {
      return 0;
    }
    double most =
        seenIsWithin
            ? standing.logLikelihood(standing.share())
                + challenging.logLikelihood(challenging.share())
            : atBorder(border(margin), margin);
    return standing.logMixture() + challenging.logMixture() - most;
  }

  private double atBorder(double share, double margin) {
    return standing.logLikelihood(share) + challenging.logLikelihood(share - margin);
  }

  /** The most likely standing rate while the challenger's is less by the margin: by bisection. */
  private double border(double margin) {
    double low = margin;
    double high = 1;
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2;
      if (middle <= low || middle >= high) {
        break;
      }
      if (slope(middle, margin) > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** Of the logarithm of the likelihood, which is concave. */
  private double slope(double share, double margin) {
    return ratio(standing.hits(), share)
        - ratio(standing.misses(), 1 - share)
        + ratio(challenging.hits(), share - margin)
        - ratio(challenging.misses(), 1 - share + margin);
  }

  private static double ratio(long count, double probability) {
    return count == 0 ? 0 : count / probability;
  }

  private static void requireMargin(double margin) {
    if (!(margin >= 0 && margin < 1)) {
      throw new IllegalArgumentException(
          "a margin of at least 0 and below 1 is needed, not " + margin);
    }
  }
}
