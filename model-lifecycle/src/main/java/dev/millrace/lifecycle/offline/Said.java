package dev.millrace.lifecycle.offline;

import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a model said.
 *
 * @param text absent where it did not answer
 * @param failure why it did not, in one sentence without content; absent where it did
 * @param usage tokens; absent where they are not known
 * @param cost US dollars; absent where the model has no price or the usage is not known
 * @param latencyMillis of the last call
 */
public record Said(
    Optional<String> text,
    Optional<String> failure,
    Optional<TokenUsage> usage,
    Optional<BigDecimal> cost,
    long latencyMillis) {

  static Said nothing(String failure, long latencyMillis) {
    return new Said(
        Optional.empty(), Optional.of(failure), Optional.empty(), Optional.empty(), latencyMillis);
  }
}
