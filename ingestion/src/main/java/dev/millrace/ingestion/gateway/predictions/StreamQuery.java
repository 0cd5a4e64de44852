package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.record.Outcome;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What somebody wants to be streamed.
 *
 * @param tenant whose predictions
 * @param pipeline of which pipeline
 * @param outcomes that ended so
 * @param start from where on
 * @param stillAllowed whether who asked may still see it; asked again and again
 */
public record StreamQuery(
    String tenant,
    String pipeline,
    Set<Outcome> outcomes,
    StreamStart start,
    BooleanSupplier stillAllowed) {

  public StreamQuery {
    outcomes = Set.copyOf(outcomes);
  }
}
