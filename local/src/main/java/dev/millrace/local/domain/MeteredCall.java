package dev.millrace.local.domain;

import dev.millrace.record.TokenUsage;
import java.time.Instant;
import java.util.Optional;

/**
 * One call that the endpoint says it answered: a line of its invocation log.
 *
 * @param id the endpoint's own id of the call
 * @param at when it was answered
 * @param modelId Bedrock model id that answered
 * @param usage tokens; absent where the call ended in an error
 * @param requestId the request it was made for, as the caller said; absent for calls of others
 * @param attempt which call of the request it was, as the caller said
 * @param serviceTier in the endpoint's words; absent for calls at once
 */
public record MeteredCall(
    String id,
    Instant at,
    String modelId,
    Optional<TokenUsage> usage,
    Optional<String> requestId,
    Optional<Integer> attempt,
    Optional<String> serviceTier) {

  private static final String BATCH = "batch";

  /** A call at once. */
  public MeteredCall(
      String id,
      Instant at,
      String modelId,
      Optional<TokenUsage> usage,
      Optional<String> requestId,
      Optional<Integer> attempt) {
    this(id, at, modelId, usage, requestId, attempt, Optional.empty());
  }

  /** Whether it was a record of a batch job. */
  boolean isOfBatch() {
    return serviceTier.filter(BATCH::equals).isPresent();
  }
}
