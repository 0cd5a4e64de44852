package dev.millrace.schemas.spec;

import dev.millrace.record.Budget;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetPeriod;
import dev.millrace.record.BudgetScope;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code budgets}: limits on spending, all of which hold. */
final class BudgetsSection {

  private static final int ALL_OF_IT = 100;

  private static final Field<BudgetScope> SCOPE =
      Field.required(
          "scope",
          Kinds.oneOf(BudgetScope.class),
          "`tenant`: each tenant has the limit. `pipeline`: all tenants together have it.");
  private static final Field<String> MODEL =
      Field.optional(
          "model", Names.model(), "Only calls to this model count. Absent: calls to all of them.");
  private static final Field<BudgetPeriod> WINDOW =
      Field.required(
          "window",
          Periods.window(),
          "Time after which the limit is fresh again: hours of the day, days, or months of the"
              + " calendar.");
  private static final Field<String> ZONE =
      Field.byDefault("zone", Periods.zone(), "UTC", "Time zone in which windows begin.");
  private static final Field<BigDecimal> LIMIT =
      Field.required("limit", Quantities.dollars(), "Most that may be spent in a window.");
  private static final Field<BudgetAction> ACTION =
      Field.required(
          "action",
          Kinds.oneOf(BudgetAction.class),
          "At the limit. `alert`: calls go on. `degrade`: a cheaper model answers, until nothing is"
              + " left for it either. `defer`: interactive requests go on in the lane bulk, which"
              + " the limit does not stop. `refuse`: requests end as `REFUSED`.");
  private static final Field<List<Integer>> ALERTS =
      Field.byDefault(
          "alerts",
          Kinds.listOf(Quantities.integer(1, ALL_OF_IT)),
          "[50, 80, 100]",
          "Percentages of the limit that are told of.");
  private static final Field<String> DEGRADE_TO =
      Field.optional(
          "degradeTo",
          Names.model(),
          "The cheaper model; required where the action is `degrade`, not allowed otherwise.");
  private static final Field<Integer> DEGRADE_FROM =
      Field.byDefault(
          "degradeFrom",
          Quantities.integer(0, ALL_OF_IT),
          "80",
          "Percentage of the limit from which on the cheaper model answers.");
  private static final Field<Boolean> DRY_RUN =
      Field.byDefault(
          "dryRun",
          Kinds.truth(),
          "false",
          "Stops nothing: predictions tell in `budgets` what would have been stopped.");

  static final List<Field<?>> FIELDS =
      List.of(SCOPE, MODEL, WINDOW, ZONE, LIMIT, ACTION, ALERTS, DEGRADE_TO, DEGRADE_FROM, DRY_RUN);

  private BudgetsSection() {}

  /** What two budgets may not have in common: one of them would say nothing. */
  private record Rule(
      @Nullable BudgetScope scope,
      @Nullable String model,
      @Nullable BudgetPeriod period,
      @Nullable BudgetAction action,
      @Nullable Boolean dryRun) {}

  static List<Budget> read(@Nullable List<Section> sections) {
    List<Budget> budgets = new ArrayList<>();
    Set<Rule> rules = new HashSet<>();
    for (Section section : sections == null ? List.<Section>of() : sections) {
      Rule rule =
          new Rule(
              section.read(SCOPE),
              section.read(MODEL),
              section.read(WINDOW),
              section.read(ACTION),
              section.read(DRY_RUN));
      String zone = section.read(ZONE);
      BigDecimal limit = section.read(LIMIT);
      List<Integer> alerts = section.read(ALERTS);
      String degradeTo = section.read(DEGRADE_TO);
      Integer degradeFrom = section.read(DEGRADE_FROM);
      cheaperModel(section, rule.action());
      if (section.isSound() && !rules.add(rule)) {
        section.wrong(
            LIMIT, "scope, model, window, action and dryRun are those of a budget above: keep one");
      }
      BudgetPeriod period = rule.period();
      if (section.isSound() && period != null) {
        budgets.add(
            new Budget(
                rule.scope(),
                rule.model(),
                new BudgetPeriod(period.getUnit(), period.getCount(), zone),
                limit,
                rule.action(),
                alerts,
                degradeTo,
                degradeFrom,
                rule.dryRun()));
      }
    }
    return budgets;
  }

  private static void cheaperModel(Section section, @Nullable BudgetAction action) {
    if (action == null) {
      return;
    }
    boolean degrades = action == BudgetAction.DEGRADE;
    if (degrades && !section.has(DEGRADE_TO)) {
      section.wrong(ACTION, "degrade needs the field degradeTo, the cheaper model");
    }
    if (!degrades && section.has(DEGRADE_TO)) {
      section.wrong(DEGRADE_TO, "has a use only where the action is degrade");
    }
    if (!degrades && section.has(DEGRADE_FROM)) {
      section.wrong(DEGRADE_FROM, "has a use only where the action is degrade");
    }
  }
}
