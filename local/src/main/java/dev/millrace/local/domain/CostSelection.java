package dev.millrace.local.domain;

import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.CostMetric;
import java.time.Instant;
import java.util.Optional;

/**
 * Which windows are meant.
 *
 * @param from windows that begin then or later
 * @param to windows that begin earlier than that
 */
public record CostSelection(
    CostWindow window,
    Instant from,
    Instant to,
    Optional<String> tenant,
    Optional<String> pipeline) {

  /** Whether a window is one of them. */
  boolean takes(CostMetric metric) {
    return CostWindow.between(metric.getWindowStart(), metric.getWindowEnd())
            .filter(window::equals)
            .isPresent()
        && !metric.getWindowStart().isBefore(from)
        && metric.getWindowStart().isBefore(to)
        && tenant.map(metric.getTenant()::equals).orElse(true)
        && pipeline.map(metric.getPipeline()::equals).orElse(true);
  }
}
