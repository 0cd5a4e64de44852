package dev.millrace.inference;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.quota.Burndown;
import dev.millrace.inference.domain.quota.Reservation;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the end of a call says about its model and the model's quota.
 *
 * @param result absent where the call was not made
 */
record Verdict(Optional<CallResult> result) {

  /** What says that a model, or the way to it, is out of order, whatever it is asked. */
  private static final Set<Cause> OUT_OF_ORDER =
      EnumSet.of(
          Cause.UNAVAILABLE,
          Cause.TIMEOUT,
          Cause.TRANSPORT,
          Cause.ENDPOINT_ERROR,
          Cause.MODEL_NOT_READY);

  /** What takes nothing of a model's quota. */
  private static final Set<Cause> NOT_TAKEN = EnumSet.of(Cause.THROTTLED, Cause.GUARDRAIL);

  boolean isAnswered() {
    return result.filter(CallResult.Answered.class::isInstance).isPresent();
  }

  boolean isThrottled() {
    return failure().filter(cause -> cause == Cause.THROTTLED).isPresent();
  }

  boolean isOutOfOrder() {
    return failure().filter(OUT_OF_ORDER::contains).isPresent();
  }

  /** Tokens as the endpoint told them; absent where it did not. */
  Optional<TokenUsage> usage() {
    return result.isPresent() && result.get() instanceof CallResult.Answered answered
        ? answered.report().usage()
        : Optional.empty();
  }

  /**
   * Tokens that the call took of the quota. What is not known is taken for used: the endpoint may
   * have worked on it.
   */
  long used(ModelCall call, Reservation reservation) {
    boolean wasTaken = result.isPresent() && failure().filter(NOT_TAKEN::contains).isEmpty();
    return result
        .flatMap(CallResult::tokens)
        .map(usage -> Burndown.of(call.route().modelId(), usage))
        .orElse(wasTaken ? reservation.expected() : 0L);
  }

  private Optional<Cause> failure() {
    return result.isPresent() && result.get() instanceof CallResult.Failed failed
        ? Optional.of(failed.cause())
        : Optional.empty();
  }
}
