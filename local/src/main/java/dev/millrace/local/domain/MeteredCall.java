package dev.millrace.local.domain;

import dev.millrace.record.TokenUsage;
import java.time.Instant;
import java.util.Optional;

/**
 * One call that the endpoint says it answered: a line of its invocation log.
 *
 * @param id the endpoint's own id of the call
 * @param at when it was answered
 * @param modelId Bedrock model id or ARN that was called, which need not be the one that has a
 *     price
 * @param usage tokens; absent where the call ended in an error
 * @param requestId the request it was made for, as the caller said; absent for calls of others
 * @param attempt which call of the request it was, as the caller said
 * @param use what it was made for, and how
 */
public record MeteredCall(
    String id,
    Instant at,
    String modelId,
    Optional<TokenUsage> usage,
    Optional<String> requestId,
    Optional<Integer> attempt,
    Use use) {

  /** What a call is made for. */
  public enum Use {
    /** To answer its request. */
    SERVE,
    /** To answer its request, as a record of a batch job: at another price. */
    SERVE_IN_BATCH,
    /** To see what a candidate says to it. */
    SHADOW
  }

  /** A call to answer its request. */
  public MeteredCall(
      String id,
      Instant at,
      String modelId,
      Optional<TokenUsage> usage,
      Optional<String> requestId,
      Optional<Integer> attempt) {
    this(id, at, modelId, usage, requestId, attempt, Use.SERVE);
  }
}
