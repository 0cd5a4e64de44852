package dev.millrace.inference.domain;

import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.record.Attempt;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The calls made for one request and what they cost.
 *
 * <p><i>Threads</i>: for one at a time.
 */
final class AttemptLedger {

  /** What {@link Attempt#getResult()} says of a call whose answer is valid. */
  static final String ANSWERED = "ANSWERED";

  /** The tier that calls ask for by not asking for any. */
  private static final Tier REQUESTED = Tier.STANDARD;

  /** Digits after the point of every amount, as in the records. */
  private static final int SCALE = 12;

  private final Pricing pricing;
  private final List<Attempt> attempts = new ArrayList<>();
  private boolean unpriced;

  /** When a call was under way. */
  record Span(Instant start, Instant end) {

    /** Not negative, although clocks may be set back. */
    long millis() {
      return Math.max(0, Duration.between(start, end).toMillis());
    }
  }

  AttemptLedger(Pricing pricing) {
    this.pricing = pricing;
  }

  /**
   * Books a call that the model answered.
   *
   * @param result {@value #ANSWERED}, or the name of the cause why the answer does not count
   */
  void answered(ModelCall call, Span span, CallResult.Answered reply, String result) {
    CallResult.Report report = reply.report();
    Optional<BigDecimal> cost = cost(call, span, report);
    unpriced |= cost.isEmpty();
    Attempt attempt = attempt(call, span, result);
    attempt.setEndpointRequestId(report.endpointRequestId().orElse(null));
    attempt.setModelLatencyMillis(report.modelLatencyMillis().orElse(null));
    attempt.setServiceTier(report.serviceTier().orElse(null));
    attempt.setUsage(
        report.usage().map(usage -> TokenUsage.newBuilder(usage).build()).orElse(null));
    attempt.setCost(cost.orElse(null));
    attempt.setFirstTokenMillis(report.firstTokenMillis().orElse(null));
    attempts.add(attempt);
  }

  /** Books a call that brought no answer, with what is paid for it all the same. */
  void failed(ModelCall call, Span span, CallResult.Failed failed) {
    Attempt attempt = attempt(call, span, failed.cause().name());
    attempt.setEndpointRequestId(failed.endpointRequestId().orElse(null));
    failed.spent().ifPresent(spent -> book(attempt, spent));
    attempts.add(attempt);
  }

  private void book(Attempt attempt, CallResult.Spent spent) {
    Optional<BigDecimal> cost =
        pricing.cost(attempt.getModelId(), REQUESTED, attempt.getStartedAt(), spent.usage());
    unpriced |= cost.isEmpty();
    attempt.setUsage(TokenUsage.newBuilder(spent.usage()).build());
    attempt.setUsageEstimated(spent.counted() == CallResult.Counted.ESTIMATED);
    attempt.setCost(cost.orElse(null));
    attempt.setFirstTokenMillis(spent.firstTokenMillis().orElse(null));
  }

  /** Books a batch job that brought no answer. */
  void failedInBatch(ModelCall call, Span span, CallResult.Failed failed) {
    failed(call, span, failed);
    attempts.get(attempts.size() - 1).setServiceTier(CallResult.Report.BATCH_TIER);
  }

  List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  /** The newest; absent where no call was made. */
  Optional<Attempt> last() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
  }

  int calls() {
    return attempts.size();
  }

  /** When the first call began; absent where none was made. */
  Optional<Instant> firstCallAt() {
    return attempts.stream().map(Attempt::getStartedAt).findFirst();
  }

  /** Time spent in calls, in milliseconds. */
  long callMillis() {
    return attempts.stream().mapToLong(Attempt::getLatencyMillis).sum();
  }

  /** Sum of the costs; empty as soon as a call that is paid for has no price. */
  Optional<BigDecimal> cost() {
    if (unpriced) {
      return Optional.empty();
    }
    BigDecimal sum = BigDecimal.ZERO.setScale(SCALE);
    for (Attempt attempt : attempts) {
      if (attempt.getCost() != null) {
        sum = sum.add(attempt.getCost());
      }
    }
    return Optional.of(sum);
  }

  /**
   * Of a share, what its own tokens cost: prices are linear, so that the shares cost what the call
   * does. Where the call as a whole has no price, none of them has.
   */
  private Optional<BigDecimal> cost(ModelCall call, Span span, CallResult.Report report) {
    String modelId = call.route().modelId();
    return report
        .usageOfAll()
        .flatMap(all -> price(modelId, span, report, all))
        .flatMap(whole -> report.usage())
        .flatMap(usage -> price(modelId, span, report, usage));
  }

  private Optional<BigDecimal> price(
      String modelId, Span span, CallResult.Report report, TokenUsage usage) {
    return Tier.served(report.serviceTier(), REQUESTED)
        .flatMap(tier -> pricing.cost(modelId, tier, span.start(), usage));
  }

  private static Attempt attempt(ModelCall call, Span span, String result) {
    return Attempt.newBuilder()
        .setNumber(call.attempt())
        .setModelId(call.route().modelId())
        .setModelVersion(call.route().version())
        .setStartedAt(span.start())
        .setLatencyMillis(span.millis())
        .setResult(result)
        .setRecords(call.records())
        .build();
  }
}
