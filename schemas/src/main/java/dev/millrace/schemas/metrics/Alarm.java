package dev.millrace.schemas.metrics;

import java.time.Duration;
import java.util.Locale;

/**
 * What somebody has to be told of. Each has a page in {@code docs/runbook} that says what to do.
 *
 * <p><i>Shape</i>: over all dimensions together, by a query of CloudWatch (Metrics Insights), so
 * that a new tenant or pipeline is watched without a new alarm.
 */
public enum Alarm {
  BUDGET(
      "A budget is nearly spent",
      Metric.BUDGET_USED,
      Statistic.MAXIMUM,
      Comparison.AT_LEAST,
      0.9,
      Duration.ofMinutes(5),
      Silence.GOOD),
  DRIFT(
      "Traffic has drifted",
      Metric.DRIFTED_FEATURES,
      Statistic.MAXIMUM,
      Comparison.AT_LEAST,
      1,
      Duration.ofMinutes(5),
      Silence.GOOD),
  QUALITY(
      "Answers are worse than their target",
      Metric.QUALITY_BELOW_TARGET,
      Statistic.MAXIMUM,
      Comparison.AT_LEAST,
      1,
      Duration.ofMinutes(5),
      Silence.GOOD),
  DEAD_LETTERS(
      "Records cannot go on",
      Metric.DEAD_LETTERS,
      Statistic.SUM,
      Comparison.AT_LEAST,
      10,
      Duration.ofMinutes(5),
      Silence.GOOD),
  UNPRICED_CALLS(
      "Calls have no price",
      Metric.COST_UNPRICED_CALLS,
      Statistic.SUM,
      Comparison.AT_LEAST,
      1,
      Duration.ofMinutes(5),
      Silence.GOOD),
  CONSUMER_LAG(
      "A job stalls, and its windows with it",
      Metric.CONSUMER_LAG,
      Statistic.MAXIMUM,
      Comparison.AT_LEAST,
      10_000,
      Duration.ofMinutes(15),
      Silence.BAD),
  PUBLISHER_SILENT(
      "CloudWatch is told nothing",
      Metric.PUBLISHED_BATCHES,
      Statistic.SUM,
      Comparison.BELOW,
      1,
      Duration.ofMinutes(15),
      Silence.BAD);

  /** Which side of the threshold is bad. */
  public enum Comparison {
    AT_LEAST("GreaterThanOrEqualToThreshold"),
    BELOW("LessThanThreshold");

    private final String cloudWatchName;

    Comparison(String cloudWatchName) {
      this.cloudWatchName = cloudWatchName;
    }

    /** As CloudWatch calls it. */
    public String cloudWatchName() {
      return cloudWatchName;
    }
  }

  /** What it means that there are no values. */
  public enum Silence {
    GOOD("notBreaching"),
    BAD("breaching");

    private final String cloudWatchName;

    Silence(String cloudWatchName) {
      this.cloudWatchName = cloudWatchName;
    }

    /** As CloudWatch calls it. */
    public String cloudWatchName() {
      return cloudWatchName;
    }
  }

  private final String title;
  private final Metric metric;
  private final Statistic statistic;
  private final Comparison comparison;
  private final double threshold;
  private final Duration period;
  private final Silence silence;

  Alarm(
      String title,
      Metric metric,
      Statistic statistic,
      Comparison comparison,
      double threshold,
      Duration period,
      Silence silence) {
    this.title = title;
    this.metric = metric;
    this.statistic = statistic;
    this.comparison = comparison;
    this.threshold = threshold;
    this.period = period;
    this.silence = silence;
  }

  /** As CloudWatch and its runbook page are named, such as {@code dead-letters}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** One sentence for whoever is woken. */
  public String title() {
    return title;
  }

  public Metric metric() {
    return metric;
  }

  public Statistic statistic() {
    return statistic;
  }

  public Comparison comparison() {
    return comparison;
  }

  /** In the metric's unit. */
  public double threshold() {
    return threshold;
  }

  /** How long values are gathered before they are held against the threshold. */
  public Duration period() {
    return period;
  }

  public Silence silence() {
    return silence;
  }

  /** The page that says what to do, from the root of the repository. */
  public String runbook() {
    return "docs/runbook/" + key() + ".md";
  }

  /** What CloudWatch evaluates. */
  public String query() {
    return "SELECT "
        + statistic.function()
        + "("
        + metric.cloudWatchName()
        + ") FROM "
        + Metric.NAMESPACE;
  }
}
