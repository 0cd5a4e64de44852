package dev.millrace.ingestion.domain;

import dev.millrace.record.InferenceRequest;
import dev.millrace.schemas.Cause;

/** What becomes of a raw event. */
public sealed interface Admission {

  /** It goes on. */
  record Admitted(InferenceRequest request) implements Admission {}

  /** It cannot go on, and is set aside with its bytes. */
  record Rejected(Cause cause, String detail) implements Admission {}

  /**
   * It was admitted before, within the time its pipeline remembers ids: nothing more is to be done.
   *
   * @param requestId the request that it made then
   */
  record Repeated(String requestId) implements Admission {}
}
