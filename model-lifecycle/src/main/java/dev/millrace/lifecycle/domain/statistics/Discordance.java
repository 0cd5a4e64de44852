package dev.millrace.lifecycle.domain.statistics;

/**
 * Where two models differ on the same examples.
 *
 * @param examples all of them
 * @param gained the second is right and the first is not
 * @param lost the first is right and the second is not
 */
public record Discordance(long examples, long gained, long lost) {

  /** Of the normal distribution: 95 % lie within. */
  private static final double NORMAL_95 = 1.959963984540054;

  private static final double LOG_HALF = Math.log(0.5);

  public Discordance {
    if (gained < 0 || lost < 0 || gained + lost > examples) {
      throw new IllegalArgumentException(
          gained + " gained and " + lost + " lost do not fit " + examples + " examples");
    }
  }

  /** Probability of so many losses or more against so many gains, were the second not worse. */
  public double pValueOfWorse() {
    return tail(lost);
  }

  /** Probability of so many gains or more against so many losses, were the second not better. */
  public double pValueOfBetter() {
    return tail(gained);
  }

  /**
   * How much more often the second is right, as a share of the examples.
   *
   * <p><i>Source</i>: adjusted Wald interval, D. G. Bonett and R. M. Price, "Adjusted Wald
   * Confidence Interval for a Difference of Binomial Proportions Based on Paired Data", 2012.
   */
  public Bounds gain() {
    if (examples == 0) {
      return new Bounds(0, -1, 1);
    }
    double gainedShare = (gained + 1) / (examples + 2.0);
    double lostShare = (lost + 1) / (examples + 2.0);
    double middle = gainedShare - lostShare;
    double radius =
        NORMAL_95 * Math.sqrt((gainedShare + lostShare - middle * middle) / (examples + 2.0));
    return new Bounds(
        (double) (gained - lost) / examples,
        Math.max(-1, middle - radius),
        Math.min(1, middle + radius));
  }

  /** McNemar's exact test, one-sided: the upper tail of a fair coin. */
  private double tail(long from) {
    long throwsOfCoin = gained + lost;
    double sum = 0;
    for (long hits = from; hits <= throwsOfCoin; hits++) {
      sum +=
          Math.exp(
              LogFactorial.of(throwsOfCoin)
                  - LogFactorial.of(hits)
                  - LogFactorial.of(throwsOfCoin - hits)
                  + throwsOfCoin * LOG_HALF);
    }
    return Math.min(1, sum);
  }
}
