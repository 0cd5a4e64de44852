package dev.millrace.lifecycle.offline;

import java.util.function.Function;

/** Opens models to ask. */
@FunctionalInterface
public interface Models {

  /**
   * One; the caller closes it.
   *
   * @param modelId Bedrock model id or ARN
   * @param run what its calls are called in the endpoint's invocation log
   * @param whose says of a question's id who is charged
   */
  Model open(String modelId, String run, Function<String, OfflineLedger.Whose> whose);
}
