package dev.millrace.ingestion.gateway.spending;

import dev.millrace.record.CostMetric;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which pipelines only one tenant uses, as far as {@code cost-metrics} go back: figures of a
 * pipeline that several use would tell each of them of the others.
 *
 * <p><i>Threads</i>: any number.
 */
public final class SoleTenants {

  /** Nothing where several use it. */
  private final Map<String, Optional<String>> tenants = new ConcurrentHashMap<>();

  /** Takes into account that somebody's calls cost something, or would if they had a price. */
  public void add(CostMetric metric) {
    tenants.merge(
        metric.getPipeline(),
        Optional.of(metric.getTenant()),
        (known, another) -> known.equals(another) ? known : Optional.empty());
  }

  /** Whether a tenant uses a pipeline, and nobody else does. */
  public boolean hasForItself(String tenant, String pipeline) {
    return tenants.getOrDefault(pipeline, Optional.empty()).equals(Optional.of(tenant));
  }
}
