package dev.millrace.cost.budgets.domain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Spending of an hour that is far above the same hour of the days before.
 *
 * <p><i>Shape</i>: the modified z-score, 0.6745 (x - median) / MAD, is above 3.5. One strange day
 * among those before does not hide the next, as it would with mean and deviation. Where days are
 * nearly the same, a 20th of the median stands for the MAD; and an hour that takes less than a
 * hundredth of the limit is not worth anybody's time.
 *
 * <p><i>Source</i>: Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993.
 *
 * @param spent in the hour
 * @param usual the median of the days before
 */
record Anomaly(BigDecimal spent, BigDecimal usual) {

  /** How many days are looked at. */
  static final int DAYS = 14;

  /** Fewer days say nothing of what is usual: a week, so that each weekday was there once. */
  static final int LEAST_DAYS = 7;

  private static final BigDecimal CONSISTENCY = new BigDecimal("0.6745");
  private static final BigDecimal MOST = new BigDecimal("3.5");
  private static final BigDecimal LEAST_DEVIATION = new BigDecimal("0.05");
  private static final BigDecimal LEAST_SHARE = new BigDecimal("0.01");
  private static final BigDecimal HALF = new BigDecimal("0.5");

  /**
   * Looks at an hour.
   *
   * @param before the same hour of the days before
   * @param limit of the budget
   */
  static Optional<Anomaly> find(BigDecimal spent, List<BigDecimal> before, BigDecimal limit) {
    if (before.size() < LEAST_DAYS || spent.compareTo(limit.multiply(LEAST_SHARE)) < 0) {
      return Optional.empty();
    }
    BigDecimal median = median(before);
    BigDecimal deviation =
        median(before.stream().map(one -> one.subtract(median).abs()).toList())
            .max(median.multiply(LEAST_DEVIATION));
    boolean isFar =
        spent.subtract(median).multiply(CONSISTENCY).compareTo(MOST.multiply(deviation)) > 0;
    return isFar ? Optional.of(new Anomaly(spent, median)) : Optional.empty();
  }

  private static BigDecimal median(List<BigDecimal> values) {
    List<BigDecimal> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : sorted.get(middle - 1).add(sorted.get(middle)).multiply(HALF);
  }
}
