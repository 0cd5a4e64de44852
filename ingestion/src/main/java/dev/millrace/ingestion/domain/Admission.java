package dev.millrace.ingestion.domain;

import dev.millrace.record.InferenceRequest;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Cause;
import java.util.Optional;

/** What becomes of a raw event. */
public sealed interface Admission {

  /** It goes on. */
  record Admitted(InferenceRequest request) implements Admission {}

  /**
   * It cannot go on, and is set aside with its bytes.
   *
   * @param specRevision that of the spec that turned it away; nothing where none was found
   */
  record Rejected(Cause cause, String detail, Optional<Integer> specRevision) implements Admission {

    /** Before there was a spec to ask. */
    public Rejected(Cause cause, String detail) {
      this(cause, detail, Optional.empty());
    }

    Rejected by(PipelineSpec spec) {
      return new Rejected(cause, detail, Optional.of(spec.getRevision()));
    }
  }

  /**
   * It was admitted before, within the time its pipeline remembers ids: nothing more is to be done.
   *
   * @param requestId the request that it made then
   */
  record Repeated(String requestId) implements Admission {}
}
