package dev.millrace.inference.domain;

import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.util.List;
import java.util.Optional;

/** What came of one call. */
public sealed interface CallResult {

  /** What the model said. */
  sealed interface Content {

    /** Words. */
    record Text(String text) implements Content {}

    /** An embedding. */
    record Vector(List<Float> values) implements Content {
      public Vector {
        values = List.copyOf(values);
      }
    }
  }

  /**
   * What the endpoint reported about a call that it answered.
   *
   * @param endpointRequestId its own id of the call; absent where it gave none
   * @param usage absent where it reported none: then it is unknown, not zero
   * @param modelLatencyMillis absent where it did not say
   * @param serviceTier absent where it did not say
   */
  record Report(
      Optional<String> endpointRequestId,
      Optional<TokenUsage> usage,
      Optional<Long> modelLatencyMillis,
      Optional<String> serviceTier) {}

  /**
   * The model answered, and the call is paid for.
   *
   * @param stopReason in the endpoint's words
   */
  record Answered(Content content, String stopReason, Report report) implements CallResult {}

  /**
   * There is no answer.
   *
   * @param detail one sentence without content of the event
   * @param endpointRequestId absent where no reply came
   */
  record Failed(Cause cause, String detail, Optional<String> endpointRequestId)
      implements CallResult {}
}
