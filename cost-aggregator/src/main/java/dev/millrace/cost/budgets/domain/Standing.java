package dev.millrace.cost.budgets.domain;

import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.BudgetWindow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a budget stands.
 *
 * @param window the present one
 * @param spent in it
 * @param previous spent in the window before; absent where nothing was
 * @param threshold the highest that is reached, in percent of the limit
 * @param forecast when it will be used up
 * @param alerts rules of the open ones, sorted
 * @param asOf event time
 */
public record Standing(
    BudgetWindow.Span window,
    Spent spent,
    Optional<BigDecimal> previous,
    OptionalInt threshold,
    Forecast forecast,
    List<String> alerts,
    Instant asOf) {

  public Standing {
    alerts = List.copyOf(alerts);
  }

  /** The same for standings that differ only in when things are expected, on any machine. */
  int digest(Budget budget) {
    return String.join(
            "|",
            window.toString(),
            spent.toString(),
            previous.toString(),
            forecast.getClass().getSimpleName(),
            alerts.toString(),
            budget.limit().toPlainString(),
            budget.action().name(),
            String.valueOf(budget.isDryRun()))
        .hashCode();
  }

  /** Whether the limit is reached. */
  public boolean isExceeded() {
    return forecast instanceof Forecast.Reached;
  }
}
