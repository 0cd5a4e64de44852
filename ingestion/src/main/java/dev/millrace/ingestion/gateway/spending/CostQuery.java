package dev.millrace.ingestion.gateway.spending;

import dev.millrace.platform.pricing.domain.CostWindow;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which costs somebody wants to see.
 *
 * @param tenant whose
 * @param filter which of them
 * @param window length of the windows
 * @param from windows that begin then or later
 * @param to windows that begin before
 * @param by what they are told apart by
 * @param limit rows, after which no further window is begun
 */
public record CostQuery(
    String tenant,
    Filter filter,
    CostWindow window,
    Instant from,
    Instant to,
    Set<Dimension> by,
    int limit) {

  /** Only those of a pipeline, of a model, or of both. */
  public record Filter(Optional<String> pipeline, Optional<String> model) {}

  public CostQuery {
    EnumSet<Dimension> ordered = EnumSet.noneOf(Dimension.class);
    ordered.addAll(by);
    by = Collections.unmodifiableSet(ordered);
  }
}
