package dev.millrace.inference.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * One call to be made.
 *
 * @param requestId of the request it is made for; of the first, where several share it
 * @param attempt counted from 1 within that request
 * @param records how many requests share it, at least 1
 * @param guardrail what its input and answer are held against; absent where they are not
 * @param streamUntil where the answer is wanted piece by piece: when nobody wants more of it;
 *     absent where it is wanted as a whole
 */
public record ModelCall(
    String requestId,
    String tenant,
    String pipeline,
    int attempt,
    ModelRoute route,
    ModelInput input,
    int records,
    Optional<GuardrailId> guardrail,
    Optional<Instant> streamUntil) {

  /** A call whose answer is wanted as a whole. */
  public ModelCall(
      String requestId,
      String tenant,
      String pipeline,
      int attempt,
      ModelRoute route,
      ModelInput input,
      int records,
      Optional<GuardrailId> guardrail) {
    this(requestId, tenant, pipeline, attempt, route, input, records, guardrail, Optional.empty());
  }

  /** A call that one request has for itself, without a guardrail. */
  public ModelCall(
      String requestId,
      String tenant,
      String pipeline,
      int attempt,
      ModelRoute route,
      ModelInput input) {
    this(requestId, tenant, pipeline, attempt, route, input, 1, Optional.empty());
  }

  /** The same, shared by so many. */
  ModelCall sharedBy(int records) {
    return new ModelCall(requestId, tenant, pipeline, attempt, route, input, records, guardrail);
  }

  /** Whether its request was called for before. */
  public boolean isAgain() {
    return attempt > 1;
  }

  /** The same, with an answer piece by piece until then. */
  ModelCall streamedUntil(Instant deadline) {
    return new ModelCall(
        requestId,
        tenant,
        pipeline,
        attempt,
        route,
        input,
        records,
        guardrail,
        Optional.of(deadline));
  }

  /** Whether its answer is wanted piece by piece. */
  public boolean isStreamed() {
    return streamUntil.isPresent();
  }

  /** Whether other requests have a part in it. */
  public boolean isShared() {
    return records > 1;
  }
}
