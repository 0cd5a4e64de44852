package dev.millrace.local.domain;

import dev.millrace.record.QualityMetric;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What counts of quality-metrics: of each figure of each window the one of the highest revision,
 * and of equal ones the later.
 *
 * <p><i>Threads</i>: one.
 */
public final class NewestFigures {

  private static final Comparator<QualityMetric> BY_WINDOW =
      Comparator.comparing(QualityMetric::getPipeline)
          .thenComparing(QualityMetric::getWindowStart)
          .thenComparing(QualityMetric::getWindowEnd)
          .thenComparing(metric -> Objects.requireNonNullElse(metric.getModelVersion(), -1))
          .thenComparing(metric -> text(metric.getSegment()))
          .thenComparing(metric -> text(metric.getFeature()))
          .thenComparing(QualityMetric::getName);

  private record Place(
      String pipeline,
      @Nullable Integer version,
      @Nullable String segment,
      @Nullable String feature,
      String name,
      Instant from,
      Instant to) {

    static Place of(QualityMetric metric) {
      return new Place(
          metric.getPipeline(),
          metric.getModelVersion(),
          metric.getSegment(),
          metric.getFeature(),
          metric.getName(),
          metric.getWindowStart(),
          metric.getWindowEnd());
    }
  }

  private final Map<Place, QualityMetric> newest = new LinkedHashMap<>();

  /** Takes one into account, in the order in which they were written. */
  public void add(QualityMetric metric) {
    newest.merge(
        Place.of(metric),
        metric,
        (before, after) -> after.getRevision() >= before.getRevision() ? after : before);
  }

  /** All that count, by pipeline and window. */
  public List<QualityMetric> all() {
    return newest.values().stream().sorted(BY_WINDOW).toList();
  }

  private static String text(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
