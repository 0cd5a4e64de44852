package dev.millrace.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bedrock.cloudwatch.CloudWatchFaults;
import dev.millrace.bedrock.cloudwatch.CloudWatchFaults.Fault;
import dev.millrace.bedrock.cloudwatch.StoredPeriod;
import dev.millrace.publisher.Sink.Outcome;
import dev.millrace.publisher.domain.Datum;
import dev.millrace.publisher.domain.Series;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CloudWatchSinkTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  private final ManualClock clock = new ManualClock(NOON);

  @Test
  void tellsValuesAndHowOftenTheyWereThere() {
    try (StandInCloudWatch cloudWatch = new StandInCloudWatch(CloudWatchFaults.NONE, clock)) {
      Outcome outcome =
          cloudWatch.sink().send(List.of(datum("acme", NOON, Map.of(0.5, 3, 2.0, 1))));

      assertThat(outcome).isInstanceOf(Outcome.Sent.class);
      assertThat(cloudWatch.store().minute(NOON))
          .hasSize(1)
          .allSatisfy(
              (series, period) -> {
                assertThat(series).hasToString("Millrace CostSpent {Tenant=acme}");
                assertThat(period).isEqualTo(new StoredPeriod(4, new BigDecimal("3.5"), 0.5, 2));
              });
    }
  }

  @Test
  void tellsAThousandDataPacked() {
    List<Datum> data =
        IntStream.range(0, 1_000).mapToObj(i -> datum("t" + i, NOON, Map.of(1.0, 1))).toList();

    try (StandInCloudWatch cloudWatch = new StandInCloudWatch(CloudWatchFaults.NONE, clock)) {
      assertThat(cloudWatch.sink().send(data)).isInstanceOf(Outcome.Sent.class);
      assertThat(cloudWatch.store().sum("CostSpent")).isEqualByComparingTo("1000");
    }
  }

  @Test
  void isRefusedWhatCanNeverBeTaken() {
    Datum old = datum("acme", NOON.minus(Duration.ofDays(15)), Map.of(1.0, 1));

    try (StandInCloudWatch cloudWatch = new StandInCloudWatch(CloudWatchFaults.NONE, clock)) {
      assertThat(cloudWatch.sink().send(List.of(datum("acme", NOON, Map.of(1.0, 1)), old)))
          .isInstanceOf(Outcome.Refused.class);
      assertThat(cloudWatch.store().data()).isZero();
    }
  }

  @Test
  void saysWhetherNothingWasTakenOrNobodyKnows() {
    Datum datum = datum("acme", NOON, Map.of(1.0, 1));

    try (StandInCloudWatch cloudWatch =
        new StandInCloudWatch(
            call -> Optional.of(call == 1 ? Fault.THROTTLED : Fault.UNHEARD), clock)) {
      assertThat(cloudWatch.sink().send(List.of(datum))).isInstanceOf(Outcome.PutOff.class);
      assertThat(cloudWatch.store().data()).isZero();
      assertThat(cloudWatch.sink().send(List.of(datum))).isInstanceOf(Outcome.Unheard.class);
      assertThat(cloudWatch.store().data()).isOne();
    }
  }

  @Test
  void doesNotHearOfAnEndpointThatIsAway() {
    StandInCloudWatch cloudWatch = new StandInCloudWatch(CloudWatchFaults.NONE, clock);
    Sink sink = cloudWatch.sinkAlone();
    cloudWatch.close();

    assertThat(sink.send(List.of(datum("acme", NOON, Map.of(1.0, 1)))))
        .isInstanceOf(Outcome.Unheard.class);
    sink.close();
  }

  private static Datum datum(String tenant, Instant at, Map<Double, Integer> counts) {
    return new Datum(
        Series.of(Metric.COST_SPENT, Map.of(Dimension.TENANT, tenant)), at, new TreeMap<>(counts));
  }
}
