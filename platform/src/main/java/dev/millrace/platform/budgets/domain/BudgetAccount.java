package dev.millrace.platform.budgets.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What is counted for itself: one window of a budget, of one tenant where each has its own.
 *
 * @param budget name of the budget
 * @param tenant absent where the limit is one for all that the budget counts
 * @param windowStart of the window, inclusive
 */
public record BudgetAccount(String budget, Optional<String> tenant, Instant windowStart) {}
