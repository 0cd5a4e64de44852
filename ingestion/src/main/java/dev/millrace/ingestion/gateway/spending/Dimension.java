package dev.millrace.ingestion.gateway.spending;

import dev.millrace.record.CostMetric;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What costs may be told apart by. */
public enum Dimension {
  PIPELINE("pipeline", CostMetric::getPipeline),
  MODEL("modelId", CostMetric::getModelId),
  VERSION("modelVersion", metric -> String.valueOf(metric.getModelVersion())),
  TIER("serviceTier", CostMetric::getServiceTier),
  LANE("lane", metric -> metric.getLane().name());

  private final String field;
  private final Function<CostMetric, @Nullable String> value;

  Dimension(String field, Function<CostMetric, @Nullable String> value) {
    this.field = field;
    this.value = value;
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
    return Optional.ofNullable(value.apply(metric));
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
