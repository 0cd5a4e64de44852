package dev.millrace.publisher.domain;

import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What one record says of one window.
 *
 * @param window names the window among all
 * @param start inclusive
 * @param end exclusive
 * @param revision the higher one of a window counts; of equal ones the later
 * @param tenant absent where it covers all tenants
 * @param labels by dimension, the tenant not among them
 * @param figures in the units of their metrics
 */
public record Reading(
    String window,
    Instant start,
    Instant end,
    Manner manner,
    long revision,
    Optional<String> tenant,
    Map<Dimension, String> labels,
    Map<Metric, BigDecimal> figures) {

  /** How a record goes together with earlier ones of its window. */
  public enum Manner {
    /** It says all that is known of the window. */
    REPLACES,
    /** It is one more. */
    ADDS
  }

  public Reading {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("a window from " + start + " to " + end + " is none");
    }
    labels = Map.copyOf(labels);
    figures = Map.copyOf(figures);
  }

  Reading with(long newer, Map<Metric, BigDecimal> other) {
    return new Reading(window, start, end, manner, newer, tenant, labels, other);
  }
}
