package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.record.Outcome;
import java.util.Set;

/**
 * What somebody wants to be streamed.
 *
 * @param tenant whose predictions
 * @param pipeline of which pipeline
 * @param outcomes that ended so
 * @param start from where on
 */
public record StreamQuery(
    String tenant, String pipeline, Set<Outcome> outcomes, StreamStart start) {

  public StreamQuery {
    outcomes = Set.copyOf(outcomes);
  }
}
