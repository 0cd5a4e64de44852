package dev.millrace.cost.budgets;

import dev.millrace.cost.budgets.domain.Notice;
import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.StatusKey;
import dev.millrace.platform.pricing.Dollars;
import java.math.BigDecimal;

/** What people are told of a budget: what, where, how much. */
final class AlertText {

  private static final String THRESHOLD = "threshold-";

  private AlertText() {}

  static String of(Budget budget, StatusKey key, Notice notice) {
    String who =
        "budget "
            + budget.name()
            + key.tenant(budget).map(tenant -> " of tenant " + tenant).orElse("");
    return who + ": " + what(budget, notice) + notice.closedAt().map(at -> " (over)").orElse("");
  }

  private static String what(Budget budget, Notice notice) {
    String limit = dollars(budget.limit()) + " for " + budget.window();
    if (notice.rule().startsWith(THRESHOLD)) {
      return notice.rule().substring(THRESHOLD.length())
          + " % of "
          + limit
          + " are reached, "
          + dollars(notice.spent())
          + " are spent";
    }
    if (notice.rule().startsWith("burn-")) {
      return dollars(notice.spent())
          + " were spent in a time that bears "
          + dollars(notice.against())
          + " at most, of "
          + limit;
    }
    return "an hour took "
        + dollars(notice.spent())
        + ", where "
        + dollars(notice.against())
        + " are usual, of "
        + limit;
  }

  private static String dollars(BigDecimal amount) {
    return Dollars.rounded(amount) + " USD";
  }
}
