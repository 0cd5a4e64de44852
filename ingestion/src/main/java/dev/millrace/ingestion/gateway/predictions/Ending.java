package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.record.Prediction;

/** How an event that was taken in ended. */
public sealed interface Ending {

  /** Its request has its terminal record. */
  record Predicted(Prediction prediction) implements Ending {}

  /**
   * It did not become a request.
   *
   * @param cause a name of the catalogue of causes
   * @param detail one sentence for a human, without content of the event
   */
  record SetAside(String cause, String detail) implements Ending {}
}
