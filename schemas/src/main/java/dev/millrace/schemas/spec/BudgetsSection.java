package dev.millrace.schemas.spec;

import dev.millrace.record.Budget;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetScope;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code budgets}: limits on spending, all of which hold. */
final class BudgetsSection {

  private static final Field<BudgetScope> SCOPE =
      Field.required(
          "scope",
          Kinds.oneOf(BudgetScope.class),
          "`tenant`: each tenant has the limit. `pipeline`: all tenants together have it.");
  private static final Field<Long> WINDOW =
      Field.required(
          "window",
          Quantities.millis(Duration.ofMinutes(1), Duration.ofDays(31)),
          "Time after which the limit is fresh again.");
  private static final Field<BigDecimal> LIMIT =
      Field.required("limit", Quantities.dollars(), "Most that may be spent in a window.");
  private static final Field<BudgetAction> ACTION =
      Field.required(
          "action",
          Kinds.oneOf(BudgetAction.class),
          "At the limit. `alert`: calls go on. `degrade`: a cheaper model answers. `refuse`:"
              + " requests end as `REFUSED`.");

  static final List<Field<?>> FIELDS = List.of(SCOPE, WINDOW, LIMIT, ACTION);

  private BudgetsSection() {}

  /** What two budgets may not have in common. */
  private record Rule(
      @Nullable BudgetScope scope, @Nullable Long windowMillis, @Nullable BudgetAction action) {}

  static List<Budget> read(@Nullable List<Section> sections) {
    List<Budget> budgets = new ArrayList<>();
    Set<Rule> rules = new HashSet<>();
    for (Section section : sections == null ? List.<Section>of() : sections) {
      BudgetScope scope = section.read(SCOPE);
      Long windowMillis = section.read(WINDOW);
      BigDecimal limit = section.read(LIMIT);
      BudgetAction action = section.read(ACTION);
      if (section.isSound() && !rules.add(new Rule(scope, windowMillis, action))) {
        section.wrong(LIMIT, "scope, window and action are those of a budget above: keep one");
      }
      if (section.isSound()) {
        budgets.add(new Budget(scope, windowMillis, limit, action));
      }
    }
    return budgets;
  }
}
