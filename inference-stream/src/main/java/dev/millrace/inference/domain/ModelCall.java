package dev.millrace.inference.domain;

import java.util.Optional;

/**
 * One call to be made.
 *
 * @param attempt counted from 1 within the request
 * @param guardrail what its input and answer are held against; absent where they are not
 */
public record ModelCall(
    String requestId,
    String tenant,
    String pipeline,
    int attempt,
    ModelRoute route,
    ModelInput input,
    Optional<GuardrailId> guardrail) {

  /** A call without a guardrail. */
  public ModelCall(
      String requestId,
      String tenant,
      String pipeline,
      int attempt,
      ModelRoute route,
      ModelInput input) {
    this(requestId, tenant, pipeline, attempt, route, input, Optional.empty());
  }
}
