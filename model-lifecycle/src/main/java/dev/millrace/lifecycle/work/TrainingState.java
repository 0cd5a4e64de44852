package dev.millrace.lifecycle.work;

/** How far a training job is. */
public sealed interface TrainingState {

  /**
   * Nobody knows: the endpoint is busy, or does not answer. Ask again.
   *
   * @param reason one sentence without content
   */
  record Unheard(String reason) implements TrainingState {}

  /** There is no such job: it was never begun, or is gone. */
  record Absent() implements TrainingState {}

  /**
   * It is under way.
   *
   * @param jobId its ARN
   */
  record Running(String jobId) implements TrainingState {}

  /**
   * There is a model.
   *
   * @param jobId its ARN
   * @param artifact what a {@link Deployment} of the same kind takes: an ARN, or an S3 URI
   */
  record Done(String jobId, String artifact) implements TrainingState {}

  /**
   * There will be none.
   *
   * @param reason one sentence without content
   */
  record Failed(String reason, Retry retry) implements TrainingState {}

  /** Somebody stopped it. */
  record Stopped() implements TrainingState {}
}
