package dev.millrace.inference.domain.batch;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelRoute;

/** What the records of one job have in common. */
public record Collected(String pipeline, ModelRoute route, RecordForm form) {

  /** That of a call. */
  public static Collected of(ModelCall call) {
    return new Collected(call.pipeline(), call.route(), RecordForm.of(call.input()));
  }
}
