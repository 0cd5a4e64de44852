package dev.millrace.inference.domain;

import dev.millrace.inference.domain.AnswerParser.Answer;
import dev.millrace.record.InferenceRequest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cache as one request sees it.
 *
 * <p><i>Threads</i>: for one at a time.
 */
final class CachedAnswers {

  private final InferenceRequest request;
  private final Policy policy;
  private final ResponseCache cache;
  private ResponseCache.@Nullable Key asked;

  CachedAnswers(InferenceRequest request, Policy policy, ResponseCache cache) {
    this.request = request;
    this.policy = policy;
    this.cache = cache;
  }

  /** What was answered to the request's question before; absent where it has to be asked. */
  Optional<ResponseCache.Hit> find(ModelRoute route, ModelInput question, Instant now) {
    if (policy.cacheFor().isEmpty()) {
      return Optional.empty();
    }
    asked =
        new ResponseCache.Key(
            request.getTenant(),
            request.getPipeline(),
            request.getPromptRevision(),
            route,
            CallDigest.of(request.getTask(), question, policy.guardrail()));
    return cache.find(asked, policy.cacheFor().get(), now);
  }

  /** Keeps the valid answer to the question that was sought last. */
  void keep(Answer answer, String stopReason, Instant now) {
    if (asked != null) {
      cache.keep(asked, new ResponseCache.Hit(answer, stopReason, request.getRequestId()), now);
    }
  }
}
