package dev.millrace.cost.budgets;

import dev.millrace.cost.budgets.domain.Forecast;
import dev.millrace.cost.budgets.domain.Notice;
import dev.millrace.cost.budgets.domain.Standing;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.StatusKey;
import dev.millrace.record.Alert;
import dev.millrace.record.AlertKind;
import dev.millrace.record.AlertState;
import dev.millrace.record.BudgetForecast;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.Figure;
import dev.millrace.record.Outlook;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is told of a budget, as the topics have it. */
final class StatusRecords {

  private static final int MONEY_SCALE = 12;
  private static final int SHARE_SCALE = 6;

  /** The highest share that decimal(18, 6) holds is far above what anybody reads. */
  private static final BigDecimal MOST_SHARE = new BigDecimal("999999999999.999999");

  private StatusRecords() {}

  static BudgetStatus status(Budget budget, StatusKey key, Standing standing) {
    BigDecimal spent = standing.spent().total();
    return BudgetStatus.newBuilder()
        .setBudget(budget.name())
        .setTenant(key.tenant(budget).orElse(null))
        .setPipeline(budget.scope().pipeline().orElse(null))
        .setModelId(budget.scope().model().orElse(null))
        .setWindow(budget.window().toString())
        .setWindowStart(standing.window().start())
        .setWindowEnd(standing.window().end())
        .setLimit(money(budget.limit()))
        .setSpent(money(spent))
        .setWasted(money(standing.spent().wasted()))
        .setUnpricedCalls(standing.spent().unpricedCalls())
        .setPreviousSpent(standing.previous().map(StatusRecords::money).orElse(null))
        .setShare(spent.divide(budget.limit(), SHARE_SCALE, RoundingMode.DOWN).min(MOST_SHARE))
        .setThreshold(standing.threshold().isPresent() ? standing.threshold().getAsInt() : null)
        .setAction(budget.action())
        .setDryRun(budget.isDryRun())
        .setExceeded(standing.isExceeded())
        .setForecast(forecast(standing.forecast()))
        .setAlerts(standing.alerts())
        .setAsOf(standing.asOf())
        .build();
  }

  static Alert alert(Budget budget, StatusKey key, Notice notice) {
    Optional<Instant> closedAt = notice.closedAt();
    return Alert.newBuilder()
        .setId(key + "/" + notice.rule() + "/" + notice.openedAt())
        .setKind(AlertKind.BUDGET)
        .setSubject(key.toString())
        .setRule(notice.rule())
        .setSeverity(notice.severity())
        .setState(closedAt.isPresent() ? AlertState.CLOSED : AlertState.OPEN)
        .setTenant(key.tenant(budget).orElse(null))
        .setPipeline(budget.scope().pipeline().orElse(null))
        .setOpenedAt(notice.openedAt())
        .setClosedAt(closedAt.orElse(null))
        .setText(AlertText.of(budget, key, notice))
        .setFigures(
            List.of(
                figure("spent", notice.spent()),
                figure("against", notice.against()),
                figure("limit", budget.limit())))
        .build();
  }

  private static Figure figure(String name, BigDecimal dollars) {
    return new Figure(name, dollars.setScale(MONEY_SCALE, RoundingMode.HALF_EVEN), "USD");
  }

  private static BudgetForecast forecast(Forecast forecast) {
    BudgetForecast.Builder record = BudgetForecast.newBuilder();
    if (forecast instanceof Forecast.Reached) {
      return record.setOutlook(Outlook.REACHED).build();
    }
    if (forecast instanceof Forecast.Expected expected) {
      return record
          .setOutlook(Outlook.EXPECTED)
          .setAt(expected.at())
          .setEarliest(expected.earliest())
          .setLatest(expected.latest().orElse(null))
          .build();
    }
    if (forecast instanceof Forecast.NotBeforeWindowEnd later) {
      return record
          .setOutlook(Outlook.NOT_BEFORE_WINDOW_END)
          .setEarliest(later.earliest().orElse(null))
          .build();
    }
    throw new AssertionError(forecast);
  }

  private static BigDecimal money(BigDecimal dollars) {
    return dollars.setScale(MONEY_SCALE, RoundingMode.UNNECESSARY);
  }
}
