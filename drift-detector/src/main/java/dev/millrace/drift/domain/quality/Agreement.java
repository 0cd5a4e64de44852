package dev.millrace.drift.domain.quality;

import java.util.OptionalDouble;

/**
 * How far a judge model and people agree on which answers are good ones.
 *
 * <p><i>Source</i>: Cohen's kappa (1960), (observed - expected) / (1 - expected), where expected is
 * the share of equal opinions by chance. Its interval (95 %) is Wilson's (1927) of the observed
 * share, carried over at the expected one: unlike the usual normal interval it does not shrink to a
 * point where all opinions are equal, which few pairs often are.
 *
 * @param bothGood answers that both find good
 * @param judgeAlone that only the judge finds good
 * @param peopleAlone that only people find good
 * @param bothPoor that neither finds good
 */
public record Agreement(long bothGood, long judgeAlone, long peopleAlone, long bothPoor) {

  /** A rating above the middle of the scale is that of a good answer. */
  private static final double MIDDLE = 0.5;

  /** Of the normal distribution, two-sided at 5 %. */
  private static final double Z = 1.959963984540054;

  /** Whether a rating says that an answer is good. */
  static boolean isGood(double rating) {
    return rating > MIDDLE;
  }

  /** Answers with both opinions. */
  public long pairs() {
    return bothGood + judgeAlone + peopleAlone + bothPoor;
  }

  /** Share of equal opinions; not a number where there are no pairs. */
  public double observed() {
    return (double) (bothGood + bothPoor) / pairs();
  }

  /** Kappa; absent where chance alone explains everything, as when all opinions are the same. */
  public OptionalDouble kappa() {
    return carried(observed());
  }

  /** Lower bound; absent where kappa is. */
  public OptionalDouble lower() {
    return carried(wilson(-1));
  }

  /** Upper bound; absent where kappa is. */
  public OptionalDouble upper() {
    return carried(wilson(1));
  }

  private OptionalDouble carried(double share) {
    double expected = expected();
    return pairs() > 0 && expected < 1
        ? OptionalDouble.of((share - expected) / (1 - expected))
        : OptionalDouble.empty();
  }

  private double expected() {
    double all = pairs();
    double judge = (bothGood + judgeAlone) / all;
    double people = (bothGood + peopleAlone) / all;
    return judge * people + (1 - judge) * (1 - people);
  }

  private double wilson(int side) {
    double all = pairs();
    double share = observed();
    double spread = Math.sqrt(share * (1 - share) / all + Z * Z / (4 * all * all));
    double bound = (share + Z * Z / (2 * all) + side * Z * spread) / (1 + Z * Z / all);
    return Math.min(1, Math.max(0, bound));
  }
}
