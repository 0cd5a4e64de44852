package dev.millrace.schemas.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {

  /** CloudWatch takes no more. */
  private static final int MOST_DIMENSIONS = 30;

  @Test
  void isNamedInTheWayOfEachSystem() {
    assertThat(Metric.COST_SPENT.key()).isEqualTo("millrace.cost.spent");
    assertThat(Metric.COST_SPENT.prometheusName()).isEqualTo("millrace_cost_spent_usd_total");
    assertThat(Metric.COST_SPENT.cloudWatchName()).isEqualTo("CostSpent");
    assertThat(Metric.BUDGET_USED.prometheusName()).isEqualTo("millrace_budget_used_ratio");
    assertThat(Dimension.TENANT.label()).isEqualTo("tenant");
    assertThat(Dimension.TENANT.cloudWatchName()).isEqualTo("Tenant");
  }

  @Test
  void hasNamesOfItsOwn() {
    for (Function<Metric, String> name :
        Arrays.<Function<Metric, String>>asList(
            Metric::key, Metric::prometheusName, Metric::cloudWatchName)) {
      assertThat(Metric.values()).extracting(name).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void canBeToldToEverySystem(Metric metric) {
    assertThat(metric.key()).matches("millrace(\\.[a-z0-9]+)+");
    assertThat(metric.prometheusName()).matches("[a-z0-9_]+");
    // Managed Service for Apache Flink asks for names as Prometheus has them.
    assertThat(metric.cloudWatchName()).matches("[A-Za-z0-9_]+");
    assertThat(metric.dimensions())
        .doesNotHaveDuplicates()
        .hasSizeLessThanOrEqualTo(MOST_DIMENSIONS);
    assertThat(metric.meaning()).endsWith(".").doesNotContain("|");
    assertThat(Metric.of(metric.key())).contains(metric);
  }

  @ParameterizedTest
  @EnumSource(Alarm.class)
  void alarmWatchesWhatCloudWatchIsTold(Alarm alarm) {
    assertThat(alarm.metric().isPublished()).isTrue();
    assertThat(alarm.statistic().fits(alarm.metric().kind())).isTrue();
    assertThat(alarm.period().toSeconds() % 60).isZero();
    assertThat(Alarm.of(alarm.key())).contains(alarm);
  }

  /** One of them rings where all together do: a sum may be reached by several only together. */
  @ParameterizedTest
  @EnumSource(Alarm.class)
  void alarmIsToldApartOnlyWhereItRingsTheSame(Alarm alarm) {
    assertThat(alarm.metric().dimensions()).containsAll(alarm.by());
    if (alarm.statistic() == Statistic.SUM && alarm.threshold() > 1) {
      assertThat(alarm.by()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Widget.class)
  void widgetShowsWhatCloudWatchIsTold(Widget widget) {
    assertThat(widget.metrics()).isNotEmpty().allMatch(metric -> metric.namespace().isPresent());
    assertThat(widget.metrics()).allMatch(metric -> widget.statistic().fits(metric.kind()));
  }
}
