package dev.millrace.local.domain;

import dev.millrace.record.CostMetric;
import java.util.function.Function;

/** What costs are told apart by. */
public enum CostDimension {
  TENANT(CostMetric::getTenant),
  PIPELINE(CostMetric::getPipeline),
  MODEL(CostMetric::getModelId),
  VERSION(metric -> String.valueOf(metric.getModelVersion())),
  /** Empty where the endpoint did not say. */
  TIER(metric -> metric.getServiceTier() == null ? "" : metric.getServiceTier()),
  LANE(metric -> metric.getLane().name()),
  /** Start of the window. */
  TIME(metric -> metric.getWindowStart().toString());

  private final Function<CostMetric, String> value;

  CostDimension(Function<CostMetric, String> value) {
    this.value = value;
  }

  /** Where a window is in this dimension. */
  String of(CostMetric metric) {
    return value.apply(metric);
  }
}
