package dev.millrace.inference;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.quota.Burndown;
import dev.millrace.inference.domain.quota.Reservation;
import dev.millrace.schemas.Cause;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What calls took of their models' quotas. */
final class QuotaUse {

  /** What takes nothing of a model's quota, unless something was said before it came. */
  private static final Set<Cause> NOT_TAKEN = EnumSet.of(Cause.THROTTLED, Cause.GUARDRAIL);

  private QuotaUse() {}

  /** What is not known is taken for used: the endpoint may have worked on it. */
  static long of(ModelCall call, Reservation reservation, Optional<CallResult> result) {
    boolean wasTaken =
        result.isPresent()
            && !(result.get() instanceof CallResult.Failed failed
                && NOT_TAKEN.contains(failed.cause()));
    return result
        .flatMap(CallResult::tokens)
        .map(usage -> Burndown.of(call.route().modelId(), usage))
        .orElse(wasTaken ? reservation.expected() : 0L);
  }
}
