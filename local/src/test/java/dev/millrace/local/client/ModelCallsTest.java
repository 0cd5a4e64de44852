package dev.millrace.local.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.telemetry.Meters;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCallsTest {

  @Test
  void readsWhatMetersTell() {
    Meters meters = new Meters();
    Map<Dimension, String> nova = Map.of(Dimension.MODEL, "amazon.nova-micro-v1:0");
    meters.set(Metric.CALLS_IN_FLIGHT, nova, 3);
    meters.set(Metric.QUOTA_USED, nova, 0.25);
    meters.set(Metric.TOKEN_LAG, nova, 1.5);
    meters.set(Metric.CALLS_WAITING, Map.of(Dimension.MODEL, "other"), 7);
    meters.add(Metric.PUBLISHED_BATCHES, Map.of(), 9);

    assertThat(ModelCalls.of(meters.prometheus()))
        .hasToString(
            "[{\"model\":\"amazon.nova-micro-v1:0\",\"inFlight\":3.0,\"waiting\":null,"
                + "\"throttled\":null,\"quotaUsed\":0.25,\"tokenLagSeconds\":1.5},"
                + "{\"model\":\"other\",\"inFlight\":null,\"waiting\":7.0,"
                + "\"throttled\":null,\"quotaUsed\":null,\"tokenLagSeconds\":null}]");
  }

  @Test
  void isEmptyBeforeAnyCall() {
    assertThat(ModelCalls.of("")).isEmpty();
  }
}
