package dev.millrace.inference.domain.budget;

import dev.millrace.inference.domain.RetryPolicy;
import dev.millrace.record.Attempt;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/** What a call that has ended took of the budgets that it was held against. */
public final class Settlement {

  private Settlement() {}

  /**
   * US dollars: its cost where that is known; nothing where the endpoint turned it away; else all
   * that was reserved, because unknown is not free.
   *
   * @param bound what was reserved
   */
  public static BigDecimal of(Attempt attempt, BigDecimal bound) {
    BigDecimal cost = attempt.getCost();
    if (cost != null && !attempt.getUsageEstimated()) {
      return cost;
    }
    return attempt.getUsage() == null && wasTurnedAway(attempt.getResult())
        ? BigDecimal.ZERO
        : bound;
  }

  private static boolean wasTurnedAway(String result) {
    Optional<Cause> cause =
        Arrays.stream(Cause.values()).filter(one -> one.name().equals(result)).findFirst();
    return cause
        .filter(
            one ->
                one != Cause.INVALID_ANSWER
                    && one != Cause.GUARDRAIL
                    && !RetryPolicy.isDoubtful(one))
        .isPresent();
  }
}
