package dev.millrace.ingestion.gateway.spending;

import dev.millrace.record.BudgetStatus;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What endpoints tell of spending.
 *
 * @param budgets how those of a tenant stand now
 * @param costs what its windows cost
 */
public record Spending(Function<String, List<BudgetStatus>> budgets, Costs costs) {

  /** Finds what windows cost. */
  @FunctionalInterface
  public interface Costs {

    /** What is known of them. */
    sealed interface Finding {

      /** All that was asked for, or as much as there is room for. */
      record Found(CostPage page) implements Finding {}

      /** Nobody knows so far, because older windows are still being read. */
      record CatchingUp() implements Finding {}
    }

    /** Looks without blocking. The stage fails where too many look already, or the disk fails. */
    CompletionStage<Finding> find(CostQuery query);
  }
}
