package dev.millrace.inference.domain.budget;

import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.BudgetScope;
import dev.millrace.platform.budgets.domain.BudgetWindow;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.PeriodUnit;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Budgets to test with: of a day, for each tenant. */
public final class BudgetCases {

  public static final BudgetWindow DAY = new BudgetWindow(PeriodUnit.DAY, 1, ZoneId.of("UTC"));

  private static final BudgetScope EACH_TENANT =
      new BudgetScope(new BudgetScope.Holders.Each(), Optional.empty(), Optional.empty());

  private BudgetCases() {}

  public static Budget budget(String limit, BudgetAction action) {
    return new Budget(
        "daily", EACH_TENANT, DAY, dollars(limit), action, List.of(), Optional.empty(), false);
  }

  public static Budget degrading(String limit, String modelId, int fromPercent) {
    return new Budget(
        "saving",
        EACH_TENANT,
        DAY,
        dollars(limit),
        BudgetAction.DEGRADE,
        List.of(),
        Optional.of(new Budget.Cheaper(modelId, fromPercent)),
        false);
  }

  public static Budget tried(Budget budget) {
    return new Budget(
        "tried",
        budget.scope(),
        budget.window(),
        budget.limit(),
        budget.action(),
        budget.alerts(),
        budget.cheaper(),
        true);
  }

  public static BigDecimal dollars(String amount) {
    return new BigDecimal(amount).setScale(12);
  }
}
