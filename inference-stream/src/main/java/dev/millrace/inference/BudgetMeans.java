package dev.millrace.inference;

import dev.millrace.platform.budgets.domain.Budgets;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What limits on spending are kept with.
 *
 * @param inForce the budgets at this moment
 * @param patience after which a call that was let through and has no end is taken for lost
 */
record BudgetMeans(Supplier<Budgets> inForce, ReservationLog log, Duration patience) {

  /**
   * Makes sure that it is known what is reserved.
   *
   * @throws IllegalStateException where the log is not read any more
   */
  void requireReading() {
    log.requireReading();
  }
}
