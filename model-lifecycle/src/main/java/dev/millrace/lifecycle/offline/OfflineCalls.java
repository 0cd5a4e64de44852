package dev.millrace.lifecycle.offline;

import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** Takes calls that serve nobody and are paid for all the same. */
@FunctionalInterface
public interface OfflineCalls {

  /** Takes one that the endpoint answered. */
  void answered(Call call);

  /**
   * A call that was answered.
   *
   * @param questionId of the request behind it
   * @param run what it was made for
   * @param modelId Bedrock model id or ARN
   * @param endpointId the endpoint's own id of it; absent where it has none
   * @param usage tokens; absent where they are not known
   * @param cost US dollars; absent where the model has no price or the usage is not known
   */
  record Call(
      String questionId,
      String run,
      String modelId,
      Instant startedAt,
      Instant endedAt,
      Optional<String> endpointId,
      Optional<TokenUsage> usage,
      Optional<BigDecimal> cost) {}
}
