package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.record.Prediction;
import io.opentelemetry.api.trace.SpanContext;

/** How an event that was taken in ended. */
public sealed interface Ending {

  /**
   * Its request has its terminal record.
   *
   * @param trace span that the record comes from; not valid where none is known
   */
  record Predicted(Prediction prediction, SpanContext trace) implements Ending {}

  /**
   * It did not become a request.
   *
   * @param cause a name of the catalogue of causes
   * @param detail one sentence for a human, without content of the event
   */
  record SetAside(String cause, String detail) implements Ending {}
}
