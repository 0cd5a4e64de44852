package dev.millrace.schemas.metrics;

import java.time.Duration;
import java.util.List;

/** A chart of the dashboard: some metrics over time. */
public enum Widget {
  COST("Cost", Statistic.SUM, Duration.ofMinutes(5), Metric.COST_SPENT, Metric.COST_WASTED),
  TOKENS(
      "Tokens",
      Statistic.SUM,
      Duration.ofMinutes(5),
      Metric.COST_INPUT_TOKENS,
      Metric.COST_OUTPUT_TOKENS),
  CALLS(
      "Calls", Statistic.SUM, Duration.ofMinutes(5), Metric.COST_CALLS, Metric.COST_UNPRICED_CALLS),
  BUDGETS_USED("Budgets used", Statistic.MAXIMUM, Duration.ofMinutes(5), Metric.BUDGET_USED),
  BUDGETS_LEFT("Budgets left", Statistic.MINIMUM, Duration.ofMinutes(5), Metric.BUDGET_LEFT),
  QUALITY(
      "Quality",
      Statistic.AVERAGE,
      Duration.ofMinutes(5),
      Metric.QUALITY_ACCURACY,
      Metric.QUALITY_MACRO_F1,
      Metric.QUALITY_COVERAGE),
  JUDGED(
      "Answers judged, and right",
      Statistic.SUM,
      Duration.ofHours(1),
      Metric.ANSWERS_JUDGED,
      Metric.ANSWERS_RIGHT),
  TARGETS("Below target", Statistic.MAXIMUM, Duration.ofMinutes(5), Metric.QUALITY_BELOW_TARGET),
  DRIFT("Drifted features", Statistic.MAXIMUM, Duration.ofMinutes(5), Metric.DRIFTED_FEATURES),
  ROLLBACKS("Canaries taken back", Statistic.SUM, Duration.ofMinutes(5), Metric.MODEL_ROLLBACKS),
  STALLED("Windows that are due", Statistic.MAXIMUM, Duration.ofMinutes(5), Metric.WINDOWS_BEHIND),
  DEAD_LETTERS("Dead letters", Statistic.SUM, Duration.ofMinutes(5), Metric.DEAD_LETTERS),
  CALLS_UNDER_WAY(
      "Calls under way, and in line",
      Statistic.AVERAGE,
      Duration.ofMinutes(1),
      Metric.CALLS_IN_FLIGHT,
      Metric.CALLS_WAITING),
  QUOTA("Quota used", Statistic.MAXIMUM, Duration.ofMinutes(1), Metric.QUOTA_USED),
  TOKEN_LAG("Token lag", Statistic.MAXIMUM, Duration.ofMinutes(1), Metric.TOKEN_LAG),
  CONSUMER_LAG("Consumer lag", Statistic.MAXIMUM, Duration.ofMinutes(1), Metric.CONSUMER_LAG),
  PUBLISHER(
      "metrics-publisher",
      Statistic.SUM,
      Duration.ofMinutes(5),
      Metric.PUBLISHED_BATCHES,
      Metric.PUBLISHED_CORRECTIONS,
      Metric.PUBLISHED_LEFT_OUT,
      Metric.PUBLISHED_UNCERTAIN),
  WAITING("Windows waiting", Statistic.MAXIMUM, Duration.ofMinutes(1), Metric.PUBLISHING_WAITING);

  private final String title;
  private final Statistic statistic;
  private final Duration period;

  @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
  private final List<Metric> metrics;

  Widget(String title, Statistic statistic, Duration period, Metric... metrics) {
    this.title = title;
    this.statistic = statistic;
    this.period = period;
    this.metrics = List.of(metrics);
  }

  public String title() {
    return title;
  }

  public Statistic statistic() {
    return statistic;
  }

  /** What one point of the chart stands for. */
  public Duration period() {
    return period;
  }

  public List<Metric> metrics() {
    return metrics;
  }
}
