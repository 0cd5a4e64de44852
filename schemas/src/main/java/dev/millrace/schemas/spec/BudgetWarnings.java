package dev.millrace.schemas.spec;

import dev.millrace.record.Budget;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.PipelineSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds budgets that cannot count what they should. */
final class BudgetWarnings {

  private BudgetWarnings() {}

  /**
   * What is to be said about the budgets of a spec.
   *
   * @param priced ids of the models that have a price
   */
  static List<SpecWarning> of(PipelineSpec spec, Set<String> priced) {
    Set<String> asked = new LinkedHashSet<>();
    asked.add(spec.getModels().getChampion());
    asked.addAll(spec.getModels().getFallback());
    List<SpecWarning> found = new ArrayList<>();
    for (int i = 0; i < spec.getBudgets().size(); i++) {
      Budget budget = spec.getBudgets().get(i);
      String path = "budgets[" + i + "].";
      String only = budget.getModel();
      if (only != null && !asked.contains(only) && !only.equals(budget.getDegradeTo())) {
        found.add(
            new SpecWarning(
                path + "model",
                only + " is no model of the pipeline, so the budget counts nothing",
                "name one of models, or remove the field"));
      }
      Set<String> counted = new LinkedHashSet<>(only == null ? asked : Set.of(only));
      if (budget.getDegradeTo() != null) {
        counted.add(budget.getDegradeTo());
      }
      counted.removeIf(model -> priced.contains(model) || model.startsWith("arn:"));
      for (String model : counted) {
        found.add(
            new SpecWarning(
                path + "action",
                model + " has no price, so " + consequence(budget),
                "choose a model that is in the price book, or give the book its price"));
      }
    }
    return found;
  }

  private static String consequence(Budget budget) {
    return budget.getAction() == BudgetAction.ALERT || budget.getDryRun()
        ? "its calls are not counted"
        : "no call to it is let through: the requests end REFUSED";
  }
}
