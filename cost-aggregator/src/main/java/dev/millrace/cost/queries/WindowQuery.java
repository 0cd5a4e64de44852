package dev.millrace.cost.queries;

import dev.millrace.platform.pricing.domain.CostWindow;
import java.time.Instant;

/**
 * Asks for the windows of a tenant's pipeline.
 *
 * @param from windows that begin then or later
 * @param to windows that begin earlier than that
 */
public record WindowQuery(
    String tenant, String pipeline, CostWindow window, Instant from, Instant to) {

  public WindowQuery {
    if (from.isAfter(to)) {
      throw new IllegalArgumentException("from is later than to");
    }
  }
}
