package dev.millrace.schemas.docs;

import dev.millrace.schemas.metrics.Alarm;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Emitter;
import dev.millrace.schemas.metrics.Metric;
import dev.millrace.schemas.metrics.Widget;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes the reference of metrics and alarms from the catalogue. */
final class MetricsPage {

  private static final String HEAD =
      """
      # Metrics

      Generated from the catalogue (`Metric`, `Alarm`, `Widget` in `schemas`); change that, not this page. How to see them: [operations.md](operations.md).

      A *counter* adds up, of time and of dimensions; only its sum means something. A *gauge* is how things stood at a moment. OpenTelemetry knows a
      metric by the name in the first column, Prometheus and CloudWatch by the others; Prometheus' labels are the dimensions in
      lower case. CloudWatch has what metrics-publisher tells it in the namespace `Millrace`, and what Managed Service for Apache Flink does in `AWS/KinesisAnalytics`.

      """;

  private final StringBuilder page = new StringBuilder(HEAD);

  private MetricsPage() {}

  static String render() {
    MetricsPage writer = new MetricsPage();
    for (Emitter emitter : Emitter.values()) {
      writer.metricsOf(emitter);
    }
    writer.alarms();
    writer.widgets();
    return writer.page.toString();
  }

  private void metricsOf(Emitter emitter) {
    page.append("## Of ").append(emitter.title()).append("\n\n");
    page.append("| metric | Prometheus | CloudWatch | kind | unit | by | what it is |\n");
    page.append("|---|---|---|---|---|---|---|\n");
    for (Metric metric : Metric.values()) {
      if (metric.emitter() == emitter) {
        page.append(
            String.format(
                Locale.ROOT,
                "| `%s` | `%s` | %s | %s | %s | %s | %s |\n",
                metric.key(),
                metric.prometheusName(),
                metric.namespace().isPresent() ? "`" + metric.cloudWatchName() + "`" : "",
                metric.kind().name().toLowerCase(Locale.ROOT),
                metric.unit().name().toLowerCase(Locale.ROOT),
                metric.dimensions().stream()
                    .map(Dimension::cloudWatchName)
                    .collect(Collectors.joining(", ")),
                metric.meaning()));
      }
    }
    page.append('\n');
  }

  private void alarms() {
    page.append("## Alarms\n\n");
    page.append(
        "Each watches all dimensions together, in CloudWatch and in the factory ([alerts.md](alerts.md)); its page says what to do.\n\n");
    page.append("| alarm | of | rings when | over | without values |\n|---|---|---|---|---|\n");
    for (Alarm alarm : Alarm.values()) {
      page.append(
          String.format(
              Locale.ROOT,
              "| [%s](runbook/%s.md) | `%s` | %s is %s %s | %d min | %s |\n",
              alarm.title(),
              alarm.key(),
              alarm.metric().key(),
              alarm.statistic().cloudWatchName().toLowerCase(Locale.ROOT),
              alarm.comparison().name().toLowerCase(Locale.ROOT).replace('_', ' '),
              number(alarm.threshold()),
              alarm.period().toMinutes(),
              alarm.silence() == Alarm.Silence.BAD ? "rings" : "quiet"));
    }
    page.append('\n');
  }

  private void widgets() {
    page.append("## Dashboard\n\n");
    page.append(
        """
        The body for CloudWatch is generated too (`schemas/src/main/resources/dev/millrace/schemas/metrics/dashboard.json`).

        | chart | statistic | a point is | metrics |
        |---|---|---|---|
        """);
    for (Widget widget : Widget.values()) {
      page.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %d min | %s |\n",
              widget.title(),
              widget.statistic().cloudWatchName(),
              widget.period().toMinutes(),
              widget.metrics().stream()
                  .map(metric -> "`" + metric.key() + "`")
                  .collect(Collectors.joining(", "))));
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
