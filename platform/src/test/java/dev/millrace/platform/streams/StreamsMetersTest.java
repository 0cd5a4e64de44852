package dev.millrace.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.telemetry.Meters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class StreamsMetersTest {

  private final Map<MetricName, Metric> measured = new LinkedHashMap<>();
  private final Meters meters = new Meters();

  @Test
  void tellsOfAllThreadsTogetherAndOfThePartitionFurthestBehind() {
    put("stream-thread-metrics", "process-total", "one", 40.0);
    put("stream-thread-metrics", "process-total", "two", 2.0);
    put("consumer-fetch-manager-metrics", "records-lag-max", "one", 7.0);
    put("consumer-fetch-manager-metrics", "records-lag-max", "two", 9.0);
    put("consumer-fetch-manager-metrics", "records-lag-max", "idle", Double.NaN);
    put("stream-metrics", "alive-stream-threads", "one", 2);
    put("app-info", "version", "one", "4.2.2");

    try (StreamsMeters open = StreamsMeters.open(meters, "cost-aggregator", () -> measured)) {
      assertThat(open).isNotNull();
      assertThat(meters.prometheus())
          .contains("millrace_streams_records_total{job=\"cost-aggregator\"} 42.0\n")
          .contains("millrace_streams_lag{job=\"cost-aggregator\"} 9.0\n")
          .contains("millrace_streams_threads{job=\"cost-aggregator\"} 2.0\n");
    }

    assertThat(meters.prometheus()).doesNotContain("cost-aggregator");
  }

  @Test
  void saysNothingOfALagThatNobodyKnows() {
    try (StreamsMeters open = StreamsMeters.open(meters, "ingestion", () -> measured)) {
      assertThat(open).isNotNull();
      assertThat(meters.prometheus()).doesNotContain("millrace_streams_lag{");
    }
  }

  private void put(String group, String name, String client, Object value) {
    MetricName metric = new MetricName(name, group, "", Map.of("client-id", client));
    measured.put(
        metric,
        new Metric() {
          @Override
          public MetricName metricName() {
            return metric;
          }

          @Override
          public Object metricValue() {
            return value;
          }
        });
  }
}
