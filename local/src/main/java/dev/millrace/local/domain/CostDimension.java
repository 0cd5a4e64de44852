package dev.millrace.local.domain;

import dev.millrace.record.CostMetric;

/** What costs are told apart by. */
public enum CostDimension {
  TENANT,
  PIPELINE,
  MODEL,
  VERSION,
  /** Empty where the endpoint did not say. */
  TIER,
  LANE,
  /** Start of the window. */
  TIME;

  /** Where a window is in this dimension. */
  String of(CostMetric metric) {
    return switch (this) {
      case TENANT -> metric.getTenant();
      case PIPELINE -> metric.getPipeline();
      case MODEL -> metric.getModelId();
      case VERSION -> String.valueOf(metric.getModelVersion());
      case TIER -> metric.getServiceTier() == null ? "" : metric.getServiceTier();
      case LANE -> metric.getLane().name();
      case TIME -> metric.getWindowStart().toString();
    };
  }
}
