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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** To the minute, when an account tells of what. */
class AccountTimesTest {

  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void goesByTheWindowBeforeUntilA24thOfThisOneHasPassed() {
    Budget budget = budget(PeriodUnit.DAY, "2.5");
    Account early = new Account(budget.window());
    early.add(budget, at("12:00").minus(DAY), spent("24"));
    early.add(budget, at("00:10"), spent("0.5"));
    Account later = AccountBytes.read(AccountBytes.write(early));

    // Left: 2.00. Last hour 0.5: 4 h. Last quarter 0.5 in 5.5 h: 22 h. The day before 1/h: 2 h.
    assertThat(early.judge(budget, at("00:30")).standing().forecast())
        .isEqualTo(new Forecast.Expected(at("04:30"), at("02:30"), Optional.of(at("22:30"))));
    // This window so far: 0.5 in an hour, 4 h. The last quarter would take longer than is left.
    assertThat(later.judge(budget, at("01:00")).standing().forecast())
        .isEqualTo(new Forecast.Expected(at("05:00"), at("05:00"), Optional.empty()));
  }

  @Test
  void judgesAnHourFiveMinutesAfterItsEnd() {
    Budget budget = budget(PeriodUnit.DAY, "1000");
    Account account = new Account(budget.window());
    for (int day = 1; day <= 7; day++) {
      account.add(budget, at("10:00").minus(DAY.multipliedBy(day)), spent("10"));
    }
    account.add(budget, at("10:00"), spent("60"));

    assertThat(account.judge(budget, at("11:04")).notices()).isEmpty();
    assertThat(rules(account.judge(budget, at("11:05")).notices())).containsExactly("anomaly");
  }

  @Test
  void judgesTheHourThatIsOverWhenItIsLookedAtFirst() {
    Budget budget = budget(PeriodUnit.DAY, "1000");
    Account account = new Account(budget.window());
    account.add(budget, at("10:00").minus(DAY.multipliedBy(7)), spent("10"));
    account.add(budget, at("10:00"), spent("60"));

    assertThat(rules(account.judge(budget, at("11:05")).notices())).containsExactly("anomaly");
  }

  @Test
  void remembersThePresentWindowAndTheOneBefore() {
    Budget budget = budget(PeriodUnit.DAY, "1000");
    Account account = new Account(budget.window());
    for (int day = 20; day >= 0; day--) {
      spend(account, budget, at("10:00").minus(DAY.multipliedBy(day)), "1");
    }

    assertThat(account.windows).hasSize(2);
    assertThat(account.recent.sums()).hasSize(1);
    assertThat(account.hours.sums()).as("two weeks and three hours").hasSize(15);
  }

  @Test
  void judgesEveryHourThatWasPassedOver() {
    Budget budget = budget(PeriodUnit.DAY, "1000");
    Account account = new Account(budget.window());
    account.add(budget, at("10:00").minus(DAY.multipliedBy(9)), spent("10"));
    assertThat(account.judge(budget, at("10:00")).notices()).isEmpty();
    account.add(budget, at("10:00"), spent("60"));

    // 10 to 11 is strange, and 11 to 12 is not.
    assertThat(rules(account.judge(budget, at("13:00")).notices()))
        .containsExactly("anomaly", "anomaly");
    assertThat(account.judge(budget, at("13:00")).notices()).isEmpty();
  }

  /** 14.4 times 720 USD in 720 hours is 14.40 USD in an hour, and 1.20 USD in five minutes. */
  @Test
  void countsAMonthAsThirtyDays() {
    Budget budget = budget(PeriodUnit.MONTH, "720");
    Account account = new Account(budget.window());
    List<Notice> notices = new ArrayList<>();
    for (int minute = 4; minute < 55; minute += 5) {
      notices.addAll(spend(account, budget, at("10:00").plus(Duration.ofMinutes(minute)), "1.20"));
    }
    assertThat(notices).isEmpty();

    assertThat(rules(spend(account, budget, at("10:59"), "1.20"))).containsExactly("burn-fast");
  }

  @Test
  void closesWhatIsOpenWhenTheBudgetIsNoMore() {
    Budget budget = budget(PeriodUnit.DAY, "10", 50);
    Account account = new Account(budget.window());
    assertThat(rules(spend(account, budget, at("10:00"), "6")))
        .containsExactly("threshold-50", "burn-fast", "burn-slow");

    assertThat(account.close(at("11:00")))
        .allSatisfy(
            notice -> {
              assertThat(notice.openedAt()).isEqualTo(at("10:01"));
              assertThat(notice.closedAt()).contains(at("11:00"));
              assertThat(notice.spent()).isEqualByComparingTo("0");
            })
        .extracting(Notice::rule)
        .containsExactlyInAnyOrder("threshold-50", "burn-fast", "burn-slow");
    assertThat(account.close(at("11:00"))).as("each once").isEmpty();
  }

  @Test
  void closesAThresholdThatNobodyAsksForAnyMore() {
    Account account = new Account(budget(PeriodUnit.DAY, "10").window());
    spend(account, budget(PeriodUnit.DAY, "10", 50), at("10:00"), "9");

    Judgement next = account.judge(budget(PeriodUnit.DAY, "10", 80), at("11:00"));

    assertThat(next.notices())
        .filteredOn(notice -> notice.rule().equals("threshold-50"))
        .singleElement()
        .satisfies(notice -> assertThat(notice.closedAt()).contains(at("11:00")));
    assertThat(next.standing().alerts()).containsExactly("threshold-80");
  }

  @Test
  void standsAtTheHighestThresholdThatIsReached() {
    Budget budget = budget(PeriodUnit.DAY, "10", 50, 80);
    Account account = new Account(budget.window());
    account.add(budget, at("10:00"), spent("4.99"));
    assertThat(account.judge(budget, at("10:01")).standing().threshold()).isEmpty();
    account.add(budget, at("10:01"), spent("3.01"));
    assertThat(account.judge(budget, at("10:02")).standing().threshold()).hasValue(80);
    account.add(budget, at("10:02"), spent("2"));
    assertThat(account.judge(budget, at("10:03")).standing().threshold()).hasValue(100);
  }

  private static List<Notice> spend(
      Account account, Budget budget, Instant minute, String dollars) {
    account.add(budget, minute, spent(dollars));
    return account.judge(budget, minute.plus(Duration.ofMinutes(1))).notices();
  }

  private static List<String> rules(List<Notice> notices) {
    return notices.stream().map(Notice::rule).toList();
  }

  private static Spent spent(String dollars) {
    return new Spent(new BigDecimal(dollars), BigDecimal.ZERO, 0);
  }

  private static Instant at(String time) {
    return Instant.parse("2026-01-05T" + time + ":00Z");
  }

  private static Budget budget(PeriodUnit unit, String limit, Integer... alerts) {
    return new Budget(
        "b",
        new BudgetScope(new BudgetScope.Holders.Together(), Optional.empty(), Optional.empty()),
        new BudgetWindow(unit, 1, ZoneId.of("UTC")),
        new BigDecimal(limit),
        BudgetAction.REFUSE,
        List.of(alerts),
        Optional.empty(),
        false);
  }
}
