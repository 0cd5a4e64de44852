package dev.millrace.platform.drift.domain;

import java.time.Duration;
import java.util.Objects;

/**
 * How many false alarms somebody puts up with, such as one a month; over all features, segments and
 * windows together.
 *
 * @param alarms above 0; less than one is one in several periods
 */
public record FalseAlarmBudget(double alarms, Duration period) {

  /** What is less sure than this is no evidence, however generous the budget. */
  public static final double MOST_PER_WINDOW = 0.05;

  public FalseAlarmBudget {
    Objects.requireNonNull(period, "period");
    if (!(alarms > 0) || !Double.isFinite(alarms)) {
      throw new IllegalArgumentException(
          "a number of false alarms above 0 is needed, not "
              + alarms
              + ": 0 would mean no alarm at all");
    }
    requirePositive("period", period);
  }

  /**
   * The alpha of one window, at most {@value #MOST_PER_WINDOW}. An alarm that takes {@code k}
   * drifted windows, none of them counted twice, comes at most once for every k of them, however
   * windows depend on each other: so alpha may be k times what a single window could have.
   */
  public double alphaPerWindow(Duration window, Persistence persistence) {
    requirePositive("window", window);
    double windows = (double) period.toMillis() / window.toMillis();
    return Math.min(MOST_PER_WINDOW, alarms * persistence.needed() / windows);
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.toMillis() < 1) {
      throw new IllegalArgumentException(name + " must be at least a millisecond, not " + duration);
    }
  }
}
