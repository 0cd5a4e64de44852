package dev.millrace.inference.domain.budget;

import dev.millrace.record.BudgetClaim;
import dev.millrace.record.BudgetReservation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * Leave to make one call, which has to be settled.
 *
 * @param entry that the ledger granted; absent where no budget counts the call
 */
public record Booking(Optional<BudgetReservation> entry) {

  /** No budget counts it. */
  public static final Booking UNCOUNTED = new Booking(Optional.empty());

  /** The most that the call can cost, US dollars. */
  public BigDecimal bound() {
    return entry.map(BudgetReservation::getAmount).orElse(BigDecimal.ZERO);
  }

  /** Whether the windows that it is booked in are those of a call that begins now. */
  public boolean holds(Instant now) {
    return entry.stream()
        .flatMap(one -> one.getClaims().stream())
        .map(BudgetClaim::getWindowEnd)
        .allMatch(now::isBefore);
  }
}
