package dev.millrace.platform.budgets.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What is counted for itself: one window of those budgets that count the same calls, of one tenant
 * where each has its own.
 *
 * @param counter {@linkplain Budget#counter what these budgets count under}
 * @param tenant absent where the limit is one for all that the budget counts
 * @param windowStart of the window, inclusive
 */
public record BudgetAccount(String counter, Optional<String> tenant, Instant windowStart) {}
