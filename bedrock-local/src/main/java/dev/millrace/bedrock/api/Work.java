package dev.millrace.bedrock.api;

import dev.millrace.bedrock.conduct.Asked;
import java.util.List;
import java.util.Map;

/**
 * What a call asks of a model, as far as quotas, faults and the meter look at it.
 *
 * @param texts all that the model reads
 * @param metadata tags for the invocation log
 */
record Work(
    ModelOperation operation, List<String> texts, Reserved reserved, Map<String, String> metadata)
    implements Asked {

  /**
   * What is taken from the quota in the beginning.
   *
   * @param outputTokens what the model may write at most; 0 where it writes nothing
   */
  record Reserved(long inputTokens, long outputTokens) {

    long tokens() {
      return inputTokens + outputTokens;
    }
  }

  @Override
  public boolean says(String words) {
    return texts.stream().anyMatch(text -> text.contains(words));
  }

  @Override
  public boolean streams() {
    return operation.streams();
  }
}
