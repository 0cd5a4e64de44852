package dev.millrace.lifecycle.work;

import java.util.Optional;

/** How far a deployment is. */
public sealed interface DeploymentState {

  /**
   * Nobody knows: the endpoint is busy, or does not answer. Ask again.
   *
   * @param reason one sentence without content
   */
  record Unheard(String reason) implements DeploymentState {}

  /** There is none: it was never begun, or is gone. */
  record Absent() implements DeploymentState {}

  /** It is under way. */
  record Creating() implements DeploymentState {}

  /**
   * It can be asked.
   *
   * @param modelId what to call
   * @param base id of the foundation model whose tokens its calls are charged like; absent where
   *     they are charged otherwise, such as by time
   */
  record Active(String modelId, Optional<String> base) implements DeploymentState {}

  /**
   * It will not be there.
   *
   * @param reason one sentence without content
   */
  record Failed(String reason, Retry retry) implements DeploymentState {}
}
