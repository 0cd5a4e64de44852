package dev.millrace.inference;

import java.util.Optional;

/**
 * What a request may have to wait for: a while, its turn, a batch job, or money.
 *
 * @param gate absent where there are no budgets
 * @param held told when a job is waited for
 */
record Waits(
    PauseTimer timer, SharedCalls calls, BulkCalls jobs, Optional<BudgetGate> gate, Runnable held) {

  /** Without jobs and budgets. */
  Waits(PauseTimer timer, SharedCalls calls) {
    this(timer, calls, BulkCalls.none(), Optional.empty(), () -> {});
  }
}
