package dev.millrace.cost.budgets.domain;

import dev.millrace.record.Severity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Spending that is much faster than the budget bears, over a long and a short time at once: the
 * long one keeps a single burst from alarming, the short one lets the alarm end soon.
 *
 * <p><i>Shape</i>: for a window of 30 days these are the pairs of the SRE workbook, 1 h with 5 min
 * at 14.4 times and 6 h with 30 min at 6 times; for others they are the same parts of the window,
 * but at least 5 and 15 minutes. A rule that could only fire when half of the budget is gone says
 * nothing that a threshold does not, and is left out: windows below three hours have none.
 *
 * <p><i>Source</i>: The Site Reliability Workbook, chapter 5, Multiwindow, Multi-Burn-Rate Alerts.
 *
 * @param name of the rule
 * @param rate times the even spending that would just use up the budget
 * @param longTime that it has to hold for
 * @param shortTime that it has to hold for as well
 * @param severity how much of a hurry there is
 */
record BurnRule(
    String name, BigDecimal rate, Duration longTime, Duration shortTime, Severity severity) {

  private static final int FAST_PART = 720;
  private static final int SLOW_PART = 120;
  private static final int SHORT_PART = 12;
  private static final Duration FAST_LEAST = Duration.ofMinutes(5);
  private static final Duration SLOW_LEAST = Duration.ofMinutes(15);
  private static final BigDecimal FAST = new BigDecimal("14.4");
  private static final BigDecimal SLOW = new BigDecimal("6");

  /** As many as the records hold. */
  private static final int DIGITS = 12;

  /** Buckets are a 12th of the short time of the fast rule: 5 minutes where a window is a month. */
  private static final int BUCKET_PART = FAST_PART * SHORT_PART;

  /** Size of the buckets that the rules of such a window are reckoned in. */
  static Duration bucket(Duration window) {
    return Duration.ofMinutes(Math.max(1, window.dividedBy(BUCKET_PART).toMinutes()));
  }

  /** The rules of such a window. */
  static List<BurnRule> of(Duration window) {
    List<BurnRule> rules = new ArrayList<>();
    add(rules, window, rule("burn-fast", FAST, window, FAST_PART, FAST_LEAST, Severity.CRITICAL));
    add(rules, window, rule("burn-slow", SLOW, window, SLOW_PART, SLOW_LEAST, Severity.WARNING));
    return rules;
  }

  /**
   * Whether spending breaks it.
   *
   * @param spent in a time up to now
   * @param limit of a window
   * @param window how long it is
   */
  boolean isBroken(Function<Duration, BigDecimal> spent, BigDecimal limit, Duration window) {
    return spent.apply(longTime).compareTo(most(limit, window, longTime)) >= 0
        && spent.apply(shortTime).compareTo(most(limit, window, shortTime)) >= 0;
  }

  /** What may be spent in the long time at most. */
  BigDecimal most(BigDecimal limit, Duration window) {
    return most(limit, window, longTime);
  }

  /** Rounded up, so that nothing spent is never too much. */
  private BigDecimal most(BigDecimal limit, Duration window, Duration time) {
    return rate.multiply(limit)
        .multiply(seconds(time))
        .divide(seconds(window), DIGITS, RoundingMode.UP);
  }

  private static BurnRule rule(
      String name, BigDecimal rate, Duration window, int part, Duration least, Severity severity) {
    Duration bucket = bucket(window);
    Duration longTime = rounded(larger(window.dividedBy(part), least), bucket);
    return new BurnRule(
        name, rate, longTime, rounded(longTime.dividedBy(SHORT_PART), bucket), severity);
  }

  private static void add(List<BurnRule> rules, Duration window, BurnRule rule) {
    boolean isInTime =
        rule.rate()
                .multiply(seconds(rule.longTime()))
                .multiply(BigDecimal.valueOf(2))
                .compareTo(seconds(window))
            <= 0;
    if (isInTime) {
      rules.add(rule);
    }
  }

  private static Duration larger(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** Down to whole buckets. */
  private static Duration rounded(Duration time, Duration bucket) {
    return bucket.multipliedBy(Math.max(1, time.dividedBy(bucket)));
  }

  private static BigDecimal seconds(Duration time) {
    return BigDecimal.valueOf(time.toSeconds());
  }
}
