package dev.millrace.lifecycle.offline;

/** Opens models to ask. */
@FunctionalInterface
public interface Models {

  /**
   * One; the caller closes it.
   *
   * @param modelId Bedrock model id or ARN
   * @param run what its calls are called in the endpoint's invocation log
   * @param pipeline whose evaluation it is: the calls are booked there
   */
  Model open(String modelId, String run, String pipeline);
}
