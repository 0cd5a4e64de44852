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
 * @param extent how much of it
 */
public record StreamQuery(
    String tenant,
    String pipeline,
    Set<Outcome> outcomes,
    StreamStart start,
    BooleanSupplier stillAllowed,
    Extent extent) {

  /** How much somebody wants to see. */
  public enum Extent {
    /** Predictions. */
    ENDS,
    /** Also the pieces of answers that are not whole yet, whatever becomes of them. */
    CHUNKS_AND_ENDS
  }

  /** Predictions alone. */
  public StreamQuery(
      String tenant,
      String pipeline,
      Set<Outcome> outcomes,
      StreamStart start,
      BooleanSupplier stillAllowed) {
    this(tenant, pipeline, outcomes, start, stillAllowed, Extent.ENDS);
  }

  public StreamQuery {
    outcomes = Set.copyOf(outcomes);
  }
}
