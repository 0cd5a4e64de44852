package dev.millrace.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.gateway.spending.CostRecords;
import dev.millrace.ingestion.gateway.spending.SoleTenants;
import dev.millrace.platform.telemetry.Meters;
import dev.millrace.record.CostMetric;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetersEndpointTest {

  private final Meters meters = new Meters();
  private final SoleTenants tenants = new SoleTenants();

  @BeforeEach
  void measure() {
    meters.set(Metric.CALLS_IN_FLIGHT, Map.of(Dimension.MODEL, "nova"), 1);
    meters.add(Metric.COST_SPENT, Map.of(Dimension.PIPELINE, "letters"), 2);
    meters.add(Metric.COST_SPENT, Map.of(Dimension.PIPELINE, "bills"), 3);
    meters.add(Metric.COST_SPENT, Map.of(Dimension.MODEL, "nova"), 5);
    meters.set(Metric.BUDGET_USED, Map.of(Dimension.BUDGET, "daily"), 0.5);
    tenants.add(cost("acme", "letters"));
    tenants.add(cost("acme", "bills"));
    tenants.add(cost("bolt", "bills"));
  }

  @Test
  void showsOfPipelinesOnlyThoseThatTheTenantUsesAlone() {
    MetersEndpoint endpoint = new MetersEndpoint(meters, () -> Optional.of(tenants));

    assertThat(endpoint.text("acme").lines().filter(line -> !line.startsWith("#")))
        .containsExactlyInAnyOrder(
            "millrace_calls_in_flight{model=\"nova\"} 1.0",
            Metric.COST_SPENT.prometheusName() + "{pipeline=\"letters\"} 2.0");
    assertThat(endpoint.text("bolt").lines().filter(line -> !line.startsWith("#")))
        .containsExactly("millrace_calls_in_flight{model=\"nova\"} 1.0");
  }

  @Test
  void showsNothingOfPipelinesWhileItIsNotKnownWhoUsesThem() {
    MetersEndpoint endpoint = new MetersEndpoint(meters, Optional::empty);

    assertThat(endpoint.text("acme")).contains("calls_in_flight").doesNotContain("cost", "budget");
  }

  private static CostMetric cost(String tenant, String pipeline) {
    CostMetric metric = CostRecords.hour(CostRecords.TEN, "1");
    metric.setTenant(tenant);
    metric.setPipeline(pipeline);
    return metric;
  }
}
