package dev.millrace.schemas.metrics;

import dev.millrace.record.Alert;
import dev.millrace.record.AlertKind;
import dev.millrace.record.Severity;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What somebody has to be told of. Each has a page in {@code docs/runbook} that says what to do.
 *
 * <p><i>Shape</i>: CloudWatch looks at all dimensions together, by a query (Metrics Insights), so
 * that a new tenant or pipeline is watched without a new alarm. metrics-publisher holds the same
 * values against the same rule, and tells what rings apart by {@link #by()}: it rings for one of
 * them where it rings for all together.
 */
public enum Alarm {
  BUDGET(
      "A budget is nearly spent",
      Metric.BUDGET_USED,
      new Rule(Statistic.MAXIMUM, Comparison.AT_LEAST, 0.9, Duration.ofMinutes(5), Silence.GOOD),
      AlertKind.BUDGET,
      Severity.WARNING,
      Dimension.BUDGET),
  DRIFT(
      "Traffic has drifted",
      Metric.DRIFTED_FEATURES,
      new Rule(Statistic.MAXIMUM, Comparison.AT_LEAST, 1, Duration.ofMinutes(5), Silence.GOOD),
      AlertKind.DRIFT,
      Severity.WARNING,
      Dimension.PIPELINE,
      Dimension.VERSION),
  QUALITY(
      "Answers are worse than their target",
      Metric.QUALITY_BELOW_TARGET,
      new Rule(Statistic.MAXIMUM, Comparison.AT_LEAST, 1, Duration.ofMinutes(5), Silence.GOOD),
      AlertKind.QUALITY,
      Severity.CRITICAL,
      Dimension.PIPELINE,
      Dimension.VERSION),
  DEAD_LETTERS(
      "Records cannot go on",
      Metric.DEAD_LETTERS,
      new Rule(Statistic.SUM, Comparison.AT_LEAST, 10, Duration.ofMinutes(5), Silence.GOOD),
      AlertKind.DEAD_LETTERS,
      Severity.WARNING),
  UNPRICED_CALLS(
      "Calls have no price",
      Metric.COST_UNPRICED_CALLS,
      new Rule(Statistic.SUM, Comparison.AT_LEAST, 1, Duration.ofMinutes(5), Silence.GOOD),
      AlertKind.BUDGET,
      Severity.WARNING,
      Dimension.MODEL),
  CANARY_ROLLBACK(
      "A canary was taken back",
      Metric.MODEL_ROLLBACKS,
      new Rule(Statistic.SUM, Comparison.AT_LEAST, 1, Duration.ofMinutes(5), Silence.GOOD),
      AlertKind.ROLLBACK,
      Severity.WARNING,
      Dimension.PIPELINE),
  CONSUMER_LAG(
      "A job stalls, and its windows with it",
      Metric.CONSUMER_LAG,
      new Rule(Statistic.MAXIMUM, Comparison.AT_LEAST, 10_000, Duration.ofMinutes(15), Silence.BAD),
      AlertKind.STALLED,
      Severity.WARNING,
      Dimension.GROUP,
      Dimension.TOPIC),
  STALLED_WINDOWS(
      "Calls are made, and no window closes",
      Metric.WINDOWS_BEHIND,
      new Rule(Statistic.MAXIMUM, Comparison.AT_LEAST, 600, Duration.ofMinutes(5), Silence.GOOD),
      AlertKind.STALLED,
      Severity.WARNING,
      Dimension.PIPELINE),
  PUBLISHER_SILENT(
      "CloudWatch is told nothing",
      Metric.PUBLISHED_BATCHES,
      new Rule(Statistic.SUM, Comparison.BELOW, 1, Duration.ofMinutes(15), Silence.BAD),
      AlertKind.STALLED,
      Severity.CRITICAL);

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

  /**
   * When it rings.
   *
   * @param threshold in the metric's unit
   * @param period how long values are gathered before they are held against the threshold
   */
  private record Rule(
      Statistic statistic,
      Comparison comparison,
      double threshold,
      Duration period,
      Silence silence) {}

  private final String title;
  private final Metric metric;

  @SuppressWarnings("ImmutableEnumChecker") // A record of what cannot change.
  private final Rule rule;

  private final AlertKind kind;
  private final Severity severity;

  @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
  private final List<Dimension> by;

  Alarm(
      String title, Metric metric, Rule rule, AlertKind kind, Severity severity, Dimension... by) {
    this.title = title;
    this.metric = metric;
    this.rule = rule;
    this.kind = kind;
    this.severity = severity;
    this.by = List.of(by);
  }

  /** The one with this key. */
  public static Optional<Alarm> of(String key) {
    return Arrays.stream(values()).filter(alarm -> alarm.key().equals(key)).findFirst();
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
    return rule.statistic();
  }

  public Comparison comparison() {
    return rule.comparison();
  }

  /** In the metric's unit. */
  public double threshold() {
    return rule.threshold();
  }

  /** How long values are gathered before they are held against the threshold. */
  public Duration period() {
    return rule.period();
  }

  public Silence silence() {
    return rule.silence();
  }

  /** What alerts of it are about. */
  public AlertKind kind() {
    return kind;
  }

  /** How much of a hurry there is. */
  public Severity severity() {
    return severity;
  }

  /** What its alerts are told apart by; empty where it can only be said of all together. */
  public List<Dimension> by() {
    return by;
  }

  /** The page that says what to do, from the root of the repository. */
  public String runbook() {
    return "docs/runbook/" + key() + ".md";
  }

  /** The page for an alert, whoever wrote it, from the root of the repository. */
  public static String runbook(Alert alert) {
    return of(alert.getRule())
        .or(
            () ->
                Arrays.stream(values()).filter(alarm -> alarm.kind == alert.getKind()).findFirst())
        .orElseThrow(() -> new AssertionError(alert.getKind()))
        .runbook();
  }

  /** What CloudWatch evaluates. */
  public String query() {
    return "SELECT "
        + statistic().function()
        + "("
        + metric.cloudWatchName()
        + ") FROM "
        + Metric.NAMESPACE;
  }
}
