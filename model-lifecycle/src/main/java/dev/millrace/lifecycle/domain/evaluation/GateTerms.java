package dev.millrace.lifecycle.domain.evaluation;

/**
 * What a candidate must show before it gets traffic.
 *
 * @param minAccuracyGain how much more often than the champion it must be right, as a share of the
 *     examples
 * @param minExamples fewest examples that say anything
 * @param minInPart fewest examples of a segment, or of recent traffic, that is held against the
 *     champion's on its own
 * @param significance share of the candidates no worse that may be found worse
 * @param maxCostRatio most that it may cost, as a multiple of the champion
 * @param maxLatencyRatio longest that it may take, as a multiple of the champion
 * @param resampling how bounds are found that have no formula
 */
public record GateTerms(
    double minAccuracyGain,
    int minExamples,
    int minInPart,
    double significance,
    double maxCostRatio,
    double maxLatencyRatio,
    Resampling resampling) {

  private static final int USUAL_EXAMPLES = 100;
  private static final int USUAL_IN_PART = 30;
  private static final double USUAL_SIGNIFICANCE = 0.05;
  private static final double USUAL_RATIO = 2;

  /**
   * Draws with replacement.
   *
   * @param draws how many samples are drawn, at least 100
   * @param seed the same seed gives the same bounds
   */
  public record Resampling(int draws, long seed) {

    private static final int FEWEST = 100;

    /** A thousand: bounds of 95 % then hang on twenty-five samples at each end. */
    public static final Resampling USUAL = new Resampling(1000, 20_261_126L);

    public Resampling {
      if (draws < FEWEST) {
        throw new IllegalArgumentException(
            "at least " + FEWEST + " draws are needed for bounds, not " + draws);
      }
    }
  }

  public GateTerms {
    if (!(minAccuracyGain >= 0 && minAccuracyGain <= 1)) {
      throw new IllegalArgumentException(
          "an accuracy gain between 0 and 1 is needed, not " + minAccuracyGain);
    }
    if (minExamples < 1 || minInPart < 1) {
      throw new IllegalArgumentException("at least one example is needed");
    }
    if (!(significance > 0 && significance < 1)) {
      throw new IllegalArgumentException(
          "a significance between 0 and 1 is needed, not " + significance);
    }
    if (!(maxCostRatio > 0 && maxLatencyRatio > 0)) {
      throw new IllegalArgumentException("ratios above 0 are needed");
    }
  }

  /** The usual ones: twice as dear and twice as slow is still in order. */
  public static GateTerms usual(double minAccuracyGain) {
    return new GateTerms(
        minAccuracyGain,
        USUAL_EXAMPLES,
        USUAL_IN_PART,
        USUAL_SIGNIFICANCE,
        USUAL_RATIO,
        USUAL_RATIO,
        Resampling.USUAL);
  }
}
