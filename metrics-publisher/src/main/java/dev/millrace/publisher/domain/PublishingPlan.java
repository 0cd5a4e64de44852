package dev.millrace.publisher.domain;

import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What metrics cost in CloudWatch, where each combination of values is a metric of its own.
 *
 * @param lines by metric
 */
public record PublishingPlan(List<Line> lines) {

  /**
   * Prices of the first, second, ... that many metrics a month.
   *
   * <p><i>Source</i>: Amazon CloudWatch pricing, custom metrics, us-east-1, 2026-11; other regions
   * differ.
   */
  private static final List<Step> STEPS =
      List.of(
          new Step(10_000, "0.30"),
          new Step(240_000, "0.10"),
          new Step(750_000, "0.05"),
          new Step(Long.MAX_VALUE, "0.02"));

  /** Calls at one a minute, 730 hours, for 0.01 USD a thousand. */
  private static final BigDecimal CALLS = new BigDecimal("0.438");

  private record Step(long metrics, String dollars) {}

  /**
   * One metric.
   *
   * @param series how many CloudWatch would take it for
   */
  public record Line(Metric metric, long series) {}

  public PublishingPlan {
    lines = List.copyOf(lines);
  }

  /**
   * Of a factory of such a size.
   *
   * @param values how many values each dimension has; one where it is not said
   */
  public static PublishingPlan of(Terms terms, Map<Dimension, Integer> values) {
    Map<Dimension, Integer> sizes = new EnumMap<>(Dimension.class);
    sizes.putAll(values);
    sizes.computeIfPresent(
        Dimension.TENANT, (any, tenants) -> Math.min(tenants, terms.topTenants() + 1));
    List<Line> lines = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      if (metric.isPublished()) {
        lines.add(new Line(metric, series(metric, terms.dimensions(), sizes)));
      }
    }
    return new PublishingPlan(lines);
  }

  /** How many metrics CloudWatch would bill. */
  public long series() {
    return lines.stream().mapToLong(Line::series).sum();
  }

  /** What it would cost, in US dollars a month, if each is there in every hour. */
  public BigDecimal dollarsPerMonth() {
    BigDecimal dollars = CALLS;
    long left = series();
    for (Step step : STEPS) {
      long these = Math.min(left, step.metrics());
      dollars = dollars.add(new BigDecimal(step.dollars()).multiply(BigDecimal.valueOf(these)));
      left -= these;
    }
    return dollars.setScale(2, RoundingMode.HALF_UP);
  }

  private static long series(Metric metric, Set<Dimension> split, Map<Dimension, Integer> sizes) {
    long series = 1;
    for (Dimension dimension : metric.dimensions()) {
      if (split.contains(dimension)) {
        series = Math.multiplyExact(series, (long) sizes.getOrDefault(dimension, 1));
      }
    }
    return series;
  }
}
