package dev.millrace.platform.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.telemetry.Meters;
import dev.millrace.schemas.metrics.Metric;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class FlinkMetersTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final Gauge<Long> TEN_SECONDS_AGO = () -> NOON.minusSeconds(10).toEpochMilli();

  private final Meters meters = new Meters();
  private final FlinkMeters reporter = new FlinkMeters(meters, () -> NOON);

  @Test
  void tellsHowFarBehindWatermarksAndCheckpointsAre() {
    reporter.notifyOfAddedMetric(
        TEN_SECONDS_AGO,
        "currentInputWatermark",
        group(Map.of("<job_name>", "drift", "<operator_name>", "watch")));
    reporter.notifyOfAddedMetric(
        TEN_SECONDS_AGO, "lastCheckpointCompletedTimestamp", group(Map.of("<job_name>", "drift")));

    assertThat(meters.prometheus())
        .contains("millrace_watermark_delay_seconds{job=\"drift\",operator=\"watch\"} 10.0\n")
        .contains("millrace_checkpoint_age_seconds{job=\"drift\"} 10.0\n");
  }

  @Test
  void tellsNothingBeforeThereIsOne() {
    Gauge<Long> none = () -> Long.MIN_VALUE;

    reporter.notifyOfAddedMetric(
        none,
        "currentInputWatermark",
        group(Map.of("<job_name>", "drift", "<operator_name>", "watch")));

    assertThat(meters.prometheus()).doesNotContain("operator=");
  }

  @Test
  void tellsWhatJobsNameAsTheCatalogueDoesUntilTheyEnd() {
    Gauge<Double> seven = () -> 7.0;
    MetricGroup group = group(Map.of("<Model>", "nova", "<job_name>", "inference"));

    reporter.notifyOfAddedMetric(seven, Metric.CALLS_IN_FLIGHT.cloudWatchName(), group);
    assertThat(meters.prometheus()).contains("millrace_calls_in_flight{model=\"nova\"} 7.0\n");

    reporter.notifyOfRemovedMetric(seven, Metric.CALLS_IN_FLIGHT.cloudWatchName(), group);
    assertThat(meters.prometheus()).doesNotContain("nova");
  }

  @Test
  void keepsTheGaugeOfWhoCameBeforeTheOldOneEnded() {
    Gauge<Double> old = () -> 7.0;
    Gauge<Double> fresh = () -> 8.0;
    MetricGroup group = group(Map.of("<Model>", "nova"));
    reporter.notifyOfAddedMetric(old, Metric.CALLS_IN_FLIGHT.cloudWatchName(), group);
    reporter.notifyOfAddedMetric(fresh, Metric.CALLS_IN_FLIGHT.cloudWatchName(), group);

    reporter.notifyOfRemovedMetric(old, Metric.CALLS_IN_FLIGHT.cloudWatchName(), group);

    assertThat(meters.prometheus()).contains("millrace_calls_in_flight{model=\"nova\"} 8.0\n");
  }

  @Test
  void leavesOutWhatTheCatalogueDoesNotHave() {
    reporter.notifyOfAddedMetric(TEN_SECONDS_AGO, "numRecordsIn", group(Map.of()));

    assertThat(meters.prometheus()).isEmpty();
  }

  private static MetricGroup group(Map<String, String> variables) {
    return new UnregisteredMetricsGroup() {
      @Override
      public Map<String, String> getAllVariables() {
        return variables;
      }
    };
  }
}
