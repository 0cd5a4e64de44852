package dev.millrace.inference.domain;

import dev.millrace.record.Prediction;
import java.time.Duration;
import java.util.Optional;

/** What has to be done next for a request. */
public sealed interface Step {

  /**
   * Get into line for a call, then tell {@link RequestCourse#turn}, {@link RequestCourse#elsewhere}
   * where its model should not be asked now, {@link RequestCourse#resume} where a kill switch stops
   * it, or {@link RequestCourse#late} where the deadline came first.
   *
   * @param otherwise the model that stands in for that of the call; absent where none does
   * @param sharing how the call may be shared; absent where the request has it for itself
   */
  record Line(ModelCall call, Optional<ModelRoute> otherwise, Optional<Sharing> sharing)
      implements Step {}

  /** Make a call, then tell {@link RequestCourse#after}. */
  record Call(ModelCall call) implements Step {}

  /** Wait, then tell {@link RequestCourse#resume}. */
  record Pause(Duration length) implements Step {}

  /** Write the terminal record; there is nothing more to do. */
  record Settle(Prediction prediction) implements Step {}
}
