package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.BudgetScope;
import dev.millrace.platform.budgets.domain.BudgetScope.Holders;
import dev.millrace.platform.budgets.domain.PresentBudgets.Present;
import dev.millrace.platform.pricing.Dollars;
import dev.millrace.record.Alert;
import dev.millrace.record.AlertState;
import dev.millrace.record.BudgetForecast;
import dev.millrace.record.BudgetStatus;
import dev.millrace.schemas.json.RecordJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How budgets and their alerts are shown. */
final class BudgetText {

  private static final int BAR = 20;

  private BudgetText() {}

  /** Two lines: what it is, and how it stands. */
  static String lines(Present one) {
    BudgetStatus status = one.status();
    return String.format(
        "%s (%s)%n  [%s] %5s %%  %s of %s USD for %s, until %s, %s%s%s",
        one.budget().name(),
        scope(one),
        bar(status.getShare()),
        percent(status.getShare()),
        Dollars.rounded(status.getSpent()),
        Dollars.rounded(status.getLimit()),
        status.getWindow(),
        status.getWindowEnd(),
        status.getAction().name().toLowerCase(Locale.ROOT)
            + (status.getDryRun() ? " (dry run)" : ""),
        more(status),
        forecast(status.getForecast()));
  }

  /** The fields of the status, and the scope in words. */
  static ObjectNode json(Present one) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("budget", one.budget().name());
    json.put("scope", scope(one));
    json.setAll(RecordJson.of(one.status()));
    return json;
  }

  /** One line. */
  static String line(Alert alert) {
    return String.format(
        "%-8s  %s  %s",
        alert.getSeverity(),
        alert.getState() == AlertState.OPEN
            ? "open since " + alert.getOpenedAt()
            : alert.getOpenedAt() + " to " + alert.getClosedAt(),
        alert.getText());
  }

  /** Whose calls count. */
  static String scope(Present one) {
    BudgetScope scope = one.budget().scope();
    return who(one.budget(), one.status().getTenant())
        + scope.pipeline().map(name -> ", pipeline " + name).orElse("")
        + scope.model().map(name -> ", model " + name).orElse("");
  }

  private static String who(Budget budget, @Nullable String tenant) {
    if (tenant != null) {
      return "tenant " + tenant;
    }
    return budget.scope().holders() instanceof Holders.Each ? "each tenant" : "all tenants";
  }

  static String bar(BigDecimal share) {
    int filled =
        share
            .multiply(BigDecimal.valueOf(BAR))
            .setScale(0, RoundingMode.DOWN)
            .min(BigDecimal.valueOf(BAR))
            .max(BigDecimal.ZERO)
            .intValue();
    return "#".repeat(filled) + "-".repeat(BAR - filled);
  }

  private static String percent(BigDecimal share) {
    return share.movePointRight(2).setScale(1, RoundingMode.DOWN).toPlainString();
  }

  private static String more(BudgetStatus status) {
    return (status.getWasted().signum() > 0
            ? ", wasted " + Dollars.rounded(status.getWasted())
            : "")
        + (status.getUnpricedCalls() > 0
            ? ", and " + Counted.of(status.getUnpricedCalls(), "call") + " without a price"
            : "");
  }

  private static String forecast(BudgetForecast forecast) {
    return switch (forecast.getOutlook()) {
      case REACHED -> "; the limit is reached";
      case EXPECTED ->
          "; used up by about "
              + forecast.getAt()
              + " ("
              + forecast.getEarliest()
              + " to "
              + Optional.<Instant>ofNullable(forecast.getLatest())
                  .map(Instant::toString)
                  .orElse("not at all")
              + ")";
      case NOT_BEFORE_WINDOW_END -> "; will last";
    };
  }
}
