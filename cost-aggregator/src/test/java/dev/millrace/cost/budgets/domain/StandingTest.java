package dev.millrace.cost.budgets.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.BudgetScope;
import dev.millrace.platform.budgets.domain.BudgetWindow;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.PeriodUnit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Which standings are news. */
class StandingTest {

  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final BudgetWindow DAY = new BudgetWindow(PeriodUnit.DAY, 1, ZoneId.of("UTC"));
  private static final Budget BUDGET = budget("10", BudgetAction.REFUSE, false);
  private static final Spent ONE = new Spent(BigDecimal.ONE, BigDecimal.ZERO, 0);
  private static final Forecast AT_NIGHT = expected(10);

  private final Account account = new Account(DAY);

  @Test
  void isNewsOnce() {
    assertThat(account.isNews(BUDGET, standing(NOON, ONE, AT_NIGHT))).isTrue();
    assertThat(account.isNews(BUDGET, standing(NOON, ONE, AT_NIGHT))).isFalse();
  }

  @Test
  void isNoNewsBecauseTimePasses() {
    assertThat(account.isNews(BUDGET, standing(NOON, ONE, AT_NIGHT))).isTrue();

    assertThat(account.isNews(BUDGET, standing(NOON.plusSeconds(60), ONE, expected(11)))).isFalse();
  }

  @Test
  void isNewsWhereAnythingElseIsDifferent() {
    Standing told = standing(NOON, ONE, AT_NIGHT);
    Spent wasted = new Spent(BigDecimal.ONE, BigDecimal.ONE, 0);

    assertNews(BUDGET, standing(NOON.plus(Duration.ofDays(1)), ONE, AT_NIGHT));
    assertNews(BUDGET, standing(NOON, wasted, AT_NIGHT));
    assertNews(BUDGET, standing(NOON, ONE, new Forecast.NotBeforeWindowEnd(Optional.empty())));
    assertNews(BUDGET, with(told, Optional.of(BigDecimal.TEN), List.of()));
    assertNews(BUDGET, with(told, Optional.empty(), List.of("threshold-10")));
    assertNews(budget("11", BudgetAction.REFUSE, false), told);
    assertNews(budget("10", BudgetAction.DEFER, false), told);
    assertNews(budget("10", BudgetAction.REFUSE, true), told);
  }

  @Test
  void isExceededWhereTheLimitIsReached() {
    assertThat(standing(NOON, ONE, new Forecast.Reached()).isExceeded()).isTrue();
    assertThat(standing(NOON, ONE, AT_NIGHT).isExceeded()).isFalse();
  }

  private void assertNews(Budget budget, Standing standing) {
    Account fresh = new Account(DAY);
    assertThat(fresh.isNews(BUDGET, standing(NOON, ONE, AT_NIGHT))).isTrue();

    assertThat(fresh.isNews(budget, standing)).as("%s of %s", standing, budget).isTrue();
  }

  private static Standing standing(Instant now, Spent spent, Forecast forecast) {
    return new Standing(
        DAY.at(now), spent, Optional.empty(), OptionalInt.empty(), forecast, List.of(), now);
  }

  private static Standing with(
      Standing standing, Optional<BigDecimal> previous, List<String> alerts) {
    return new Standing(
        standing.window(),
        standing.spent(),
        previous,
        standing.threshold(),
        standing.forecast(),
        alerts,
        standing.asOf());
  }

  private static Forecast expected(int hours) {
    return new Forecast.Expected(
        NOON.plus(Duration.ofHours(hours)), NOON.plusSeconds(1), Optional.empty());
  }

  private static Budget budget(String limit, BudgetAction action, boolean isDryRun) {
    return new Budget(
        "b",
        new BudgetScope(new BudgetScope.Holders.Together(), Optional.empty(), Optional.empty()),
        DAY,
        new BigDecimal(limit),
        action,
        List.of(),
        Optional.empty(),
        isDryRun);
  }
}
