package dev.millrace.ingestion.gateway.spending;

import dev.millrace.record.CostMetric;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What costs may be told apart by. */
public enum Dimension {
  PIPELINE("pipeline"),
  MODEL("modelId"),
  VERSION("modelVersion"),
  TIER("serviceTier"),
  LANE("lane");

  private final String field;

  Dimension(String field) {
    this.field = field;
  }

  /** Its name in answers. */
  public String field() {
    return field;
  }

  /** As people ask for it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it is for a window; empty where nobody knows. */
  Optional<String> of(CostMetric metric) {
    return Optional.ofNullable(
        switch (this) {
          case PIPELINE -> metric.getPipeline();
          case MODEL -> metric.getModelId();
          case VERSION -> String.valueOf(metric.getModelVersion());
          case TIER -> metric.getServiceTier();
          case LANE -> metric.getLane().name();
        });
  }

  /** The dimension that is asked for so. */
  public static Optional<Dimension> labelled(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  /** All labels, for messages. */
  public static String labels() {
    return Arrays.stream(values()).map(Dimension::label).collect(Collectors.joining(", "));
  }
}
