package dev.millrace.cost.budgets.domain;

import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.BudgetWindow;
import dev.millrace.record.Severity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The thresholds of a budget in its present window, and the limit itself. Each is told of once: an
 * alert that is open stays so until its window ends, or until the limit is set so that it is not
 * reached any more.
 */
record Thresholds(Budget budget, BudgetWindow.Span window, Instant now) {

  private static final String PREFIX = "threshold-";
  private static final int LIMIT = 100;

  /** The highest that is reached, in percent. */
  static OptionalInt highest(Budget budget, BigDecimal spent) {
    return percents(budget).filter(percent -> isReached(budget, percent, spent)).max();
  }

  void judge(BigDecimal spent, Map<String, OpenAlert> open, List<Notice> notices) {
    for (Map.Entry<String, OpenAlert> one : new TreeMap<>(open).entrySet()) {
      String rule = one.getKey();
      OpenAlert alert = one.getValue();
      Optional<Instant> end = rule.startsWith(PREFIX) ? end(rule, alert, spent) : Optional.empty();
      if (end.isPresent()) {
        open.remove(rule);
        notices.add(Account.closing(rule, alert, end.get(), spent));
      }
    }
    percents(budget)
        .filter(percent -> isReached(budget, percent, spent) && !open.containsKey(rule(percent)))
        .forEach(
            percent -> {
              OpenAlert alert =
                  new OpenAlert(
                      severity(percent), now, Optional.of(window.end()), budget.share(percent));
              open.put(rule(percent), alert);
              notices.add(Account.opening(rule(percent), alert, spent));
            });
  }

  /** When an alert ends; absent where it goes on. */
  private Optional<Instant> end(String rule, OpenAlert alert, BigDecimal spent) {
    Instant until = alert.until().orElse(Instant.MAX);
    if (!until.isAfter(window.start())) {
      return Optional.of(until);
    }
    boolean goesOn =
        percents(budget)
            .filter(percent -> rule(percent).equals(rule))
            // A price that is corrected takes no alert back: only another limit does.
            .anyMatch(
                percent ->
                    budget.share(percent).compareTo(alert.against()) == 0
                        || isReached(budget, percent, spent));
    return goesOn ? Optional.empty() : Optional.of(now);
  }

  private static boolean isReached(Budget budget, int percent, BigDecimal spent) {
    return spent.compareTo(budget.share(percent)) >= 0;
  }

  /** Ascending. */
  private static IntStream percents(Budget budget) {
    return IntStream.concat(
            budget.alerts().stream().mapToInt(Integer::intValue), IntStream.of(LIMIT))
        .distinct()
        .sorted();
  }

  private static Severity severity(int percent) {
    return percent < LIMIT ? Severity.WARNING : Severity.CRITICAL;
  }

  private static String rule(int percent) {
    return PREFIX + percent;
  }
}
