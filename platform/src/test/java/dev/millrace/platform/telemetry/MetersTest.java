package dev.millrace.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetersTest {

  private static final Map<Dimension, String> NOVA = Map.of(Dimension.MODEL, "nova");

  private final Meters meters = new Meters();

  @Test
  void tellsCountersAndGaugesInTheWordsOfPrometheus() {
    meters.add(Metric.CALLS_THROTTLED, NOVA, 2);
    meters.add(Metric.CALLS_THROTTLED, NOVA, 1);
    meters.gauge(Metric.CALLS_IN_FLIGHT, NOVA, () -> 7);

    assertThat(meters.prometheus())
        .contains("# TYPE millrace_calls_throttled_total counter\n")
        .contains("millrace_calls_throttled_total{model=\"nova\"} 3.0\n")
        .contains("# TYPE millrace_calls_in_flight gauge\n")
        .contains("millrace_calls_in_flight{model=\"nova\"} 7.0\n");
  }

  @Test
  void tellsNothingOfWhatNobodyMeasures() {
    assertThat(meters.prometheus()).isEmpty();
  }

  @Test
  void escapesLabels() {
    meters.set(Metric.CONSUMER_LAG, Map.of(Dimension.GROUP, "a\"b\\c\nd", Dimension.TOPIC, "t"), 1);

    assertThat(meters.prometheus()).contains("{group=\"a\\\"b\\\\c\\nd\",topic=\"t\"} 1.0");
  }

  @Test
  void forgetsWhatNobodyKnowsAnyMore() {
    meters.set(Metric.CALLS_IN_FLIGHT, NOVA, 1);
    meters.remove(Metric.CALLS_IN_FLIGHT, NOVA);

    assertThat(meters.prometheus()).doesNotContain("nova");
  }

  @Test
  void leavesOutAGaugeThatCannotSayHowItStands() {
    meters.set(Metric.CALLS_WAITING, NOVA, 1);
    meters.gauge(
        Metric.CALLS_IN_FLIGHT,
        NOVA,
        () -> {
          throw new IllegalStateException("closed");
        });

    assertThat(meters.prometheus())
        .contains("millrace_calls_waiting{model=\"nova\"} 1.0\n")
        .doesNotContain("millrace_calls_in_flight{");
  }

  @Test
  void tellsOnlyWhatMayBeShown() {
    meters.set(Metric.CALLS_WAITING, NOVA, 1);
    meters.set(Metric.CALLS_WAITING, Map.of(Dimension.MODEL, "titan"), 2);
    meters.set(Metric.CALLS_IN_FLIGHT, Map.of(Dimension.MODEL, "titan"), 3);

    assertThat(meters.prometheus((metric, labels) -> labels.equals(NOVA)))
        .contains("nova")
        .doesNotContain("titan", "in_flight");
  }

  @Test
  void refusesWhatTheCatalogueDoesNotSay() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> meters.set(Metric.CALLS_IN_FLIGHT, Map.of(Dimension.TENANT, "acme"), 1))
        .withMessageContaining("CALLS_IN_FLIGHT is split by [MODEL], got [TENANT]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> meters.add(Metric.CALLS_IN_FLIGHT, NOVA, 1));
  }

  @Test
  void leavesOutSeriesWithoutEnd() {
    IntStream.range(0, 20_003)
        .forEach(i -> meters.add(Metric.CALLS_THROTTLED, Map.of(Dimension.MODEL, "m" + i), 1));

    assertThat(meters.leftOut()).isEqualTo(3);
    assertThat(meters.prometheus().lines().filter(line -> !line.startsWith("#"))).hasSize(20_000);
  }
}
