package dev.millrace.platform.budgets.domain;

import dev.millrace.platform.budgets.domain.BudgetScope.Holders;
import java.util.Optional;

/**
 * One that a budget is kept for.
 *
 * <p><i>Shape</i>: as text, and as key of statuses and alerts, BUDGET or BUDGET@TENANT; no budget's
 * name holds an @.
 *
 * @param budget name of the budget
 * @param tenant whose own it is, where each tenant has one
 */
public record StatusKey(String budget, Optional<String> tenant) {

  private static final String OF = "@";

  /** Where a tenant's calls are counted. */
  public static StatusKey of(Budget budget, String tenant) {
    return new StatusKey(
        budget.name(),
        budget.scope().holders() instanceof Holders.Each ? Optional.of(tenant) : Optional.empty());
  }

  /** That of a text. */
  public static StatusKey parse(String text) {
    int end = text.indexOf(OF);
    return end < 0
        ? new StatusKey(text, Optional.empty())
        : new StatusKey(text.substring(0, end), Optional.of(text.substring(end + 1)));
  }

  /** Whose spending it is: of one tenant, or of all together. */
  public Optional<String> tenant(Budget of) {
    return of.scope().holders() instanceof Holders.One one ? Optional.of(one.tenant()) : tenant;
  }

  @Override
  public String toString() {
    return tenant.map(one -> budget + OF + one).orElse(budget);
  }
}
