package dev.millrace.lifecycle.domain.rollout;

import java.time.Duration;
import java.util.List;

/**
 * How a canary goes live.
 *
 * @param shares of the traffic, rising; the last is 1 and means promotion
 * @param errors how often decisions may be wrong
 * @param margin how much less often than the champion a model may be right and still be promoted,
 *     as a share: the smaller, the longer an equal one takes
 * @param failureMargin how much more often than the champion's its requests may fail
 * @param minLabels fewest labels of the canary at each share before it gets more
 * @param maxStep longest time at a share: without evidence until then, it is rolled back
 * @param ratios what it may cost and take
 */
public record RolloutTerms(
    List<Double> shares,
    Errors errors,
    double margin,
    double failureMargin,
    int minLabels,
    Duration maxStep,
    Ratios ratios) {

  private static final double USUAL_MARGIN = 0.05;
  private static final double USUAL_FAILURE_MARGIN = 0.01;
  private static final int USUAL_LABELS = 50;
  private static final Duration USUAL_STEP = Duration.ofDays(1);

  /**
   * Probabilities of wrong decisions, over a whole rollout and however often it is looked at.
   *
   * @param promotion of a model that is worse by the margin or more
   * @param rollBack of a model that is not worse in anything
   */
  public record Errors(double promotion, double rollBack) {

    /** A bad promotion hurts everybody, a needless rollback costs one more training. */
    public static final Errors USUAL = new Errors(0.01, 0.05);

    public Errors {
      requireProbability(promotion);
      requireProbability(rollBack);
    }

    private static void requireProbability(double value) {
      if (!(value > 0 && value < 1)) {
        throw new IllegalArgumentException("a probability between 0 and 1 is needed, not " + value);
      }
    }
  }

  /**
   * Multiples of the champion's mean.
   *
   * @param cost most
   * @param latency most
   */
  public record Ratios(double cost, double latency) {

    /** As at the gate. */
    public static final Ratios USUAL = new Ratios(2, 2);

    public Ratios {
      if (!(cost > 0 && latency > 0)) {
        throw new IllegalArgumentException(
            "ratios above 0 are needed, not " + cost + " and " + latency);
      }
    }
  }

  public RolloutTerms {
    shares = List.copyOf(shares);
    if (shares.isEmpty() || shares.get(shares.size() - 1) != 1 || shares.get(0) <= 0) {
      throw new IllegalArgumentException(
          "shares above 0 that end with 1 are needed, not " + shares);
    }
    for (int i = 1; i < shares.size(); i++) {
      if (shares.get(i) <= shares.get(i - 1)) {
        throw new IllegalArgumentException("rising shares are needed, not " + shares);
      }
    }
    if (!(margin > 0 && margin < 1 && failureMargin >= 0 && failureMargin < 1)) {
      throw new IllegalArgumentException(
          "margins within 0 and 1 are needed, not " + margin + " and " + failureMargin);
    }
    if (minLabels < 1 || maxStep.isNegative() || maxStep.isZero()) {
      throw new IllegalArgumentException("at least one label and some time are needed");
    }
  }

  /** The usual ones. */
  public static RolloutTerms usual(List<Double> shares) {
    return new RolloutTerms(
        shares,
        Errors.USUAL,
        USUAL_MARGIN,
        USUAL_FAILURE_MARGIN,
        USUAL_LABELS,
        USUAL_STEP,
        Ratios.USUAL);
  }

  /** How many shares there are before all of the traffic. */
  public int steps() {
    return shares.size() - 1;
  }
}
