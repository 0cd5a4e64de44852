package dev.millrace.cost.budgets.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.BudgetScope;
import dev.millrace.platform.budgets.domain.BudgetWindow;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.PeriodUnit;
import dev.millrace.record.Severity;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AccountTest {

  /** A Monday. */
  private static final Instant MIDNIGHT = Instant.parse("2026-01-05T00:00:00Z");

  private final Account account = new Account(day().window());

  @Test
  void tellsOfEachThresholdOnceAndOfTheLimitAsTheLast() {
    Budget budget = day(50, 80);

    assertThat(thresholds(budget, at("10:00"), "4.99")).isEmpty();
    assertThat(rules(thresholds(budget, at("11:00"), "0.01"))).containsExactly("threshold-50");
    assertThat(thresholds(budget, at("12:00"), "2.99")).isEmpty();
    List<Notice> last = thresholds(budget, at("13:00"), "3");

    assertThat(rules(last)).containsExactly("threshold-80", "threshold-100");
    assertThat(last)
        .extracting(Notice::severity)
        .containsExactly(Severity.WARNING, Severity.CRITICAL);
    assertThat(last.get(1).against()).isEqualByComparingTo("10");
    assertThat(last.get(1).spent()).isEqualByComparingTo("10.99");
    assertThat(thresholds(budget, at("14:00"), "5")).isEmpty();
  }

  @Test
  void tellsOfNothingTwiceAfterARestart() {
    Budget budget = day(50);
    assertThat(thresholds(budget, at("10:00"), "10")).hasSize(2);

    Account restored = AccountBytes.read(AccountBytes.write(account));

    assertThat(restored.judge(budget, at("10:01")).notices()).isEmpty();
    assertThat(AccountBytes.write(restored)).isEqualTo(AccountBytes.write(account));
  }

  @Test
  void closesThresholdsWhenTheirWindowEnds() {
    Budget budget = day(50);
    thresholds(budget, at("10:00"), "6");

    List<Notice> next = thresholds(budget, at("24:00"), "0.01");

    assertThat(next)
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.rule()).isEqualTo("threshold-50");
              assertThat(notice.closedAt()).contains(MIDNIGHT.plus(Duration.ofDays(1)));
            });
    assertThat(rules(thresholds(budget, at("25:00"), "6"))).containsExactly("threshold-50");
  }

  @Test
  void closesAThresholdWhenTheLimitIsRaisedAboveIt() {
    thresholds(day(50), at("10:00"), "6");

    Budget raised = with(new BigDecimal("20"), 50);
    List<Notice> notices = onlyThresholds(account.judge(raised, at("10:02")).notices());

    assertThat(notices)
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.rule()).isEqualTo("threshold-50");
              assertThat(notice.closedAt()).contains(at("10:02"));
            });
    assertThat(rules(thresholds(raised, at("11:00"), "4"))).containsExactly("threshold-50");
  }

  @Test
  void takesNoAlertBackWhenAPriceIsCorrected() {
    thresholds(day(50), at("10:00"), "5");

    assertThat(thresholds(day(50), at("10:00"), "-1")).isEmpty();
    assertThat(thresholds(day(50), at("10:30"), "1")).isEmpty();
  }

  @Test
  void sumsWindowsOfATimeZone() {
    Budget vienna =
        new Budget(
            "b",
            scope(),
            new BudgetWindow(PeriodUnit.DAY, 1, ZoneId.of("Europe/Vienna")),
            BigDecimal.TEN,
            BudgetAction.REFUSE,
            List.of(),
            Optional.empty(),
            false);
    spend(vienna, at("22:59"), "1");
    account.add(vienna, at("23:00"), spent("2"));

    Standing standing = account.judge(vienna, at("23:01")).standing();

    assertThat(standing.window().start()).isEqualTo(at("23:00"));
    assertThat(standing.spent().total()).isEqualByComparingTo("2");
    assertThat(standing.previous())
        .hasValueSatisfying(before -> assertThat(before).isEqualByComparingTo("1"));
  }

  @Test
  void countsWhatIsLateInTheWindowBefore() {
    spend(day(), at("26:00"), "1");
    account.add(day(), at("23:00"), spent("3"));

    Standing standing = account.judge(day(), at("26:01")).standing();

    assertThat(standing.spent().total()).isEqualByComparingTo("1");
    assertThat(standing.previous())
        .hasValueSatisfying(before -> assertThat(before).isEqualByComparingTo("3"));
  }

  @Test
  void isInItsWindowUntilTheMinuteIsOver() {
    spend(day(), at("23:59"), "1");

    assertThat(account.judge(day(), at("24:00")).standing().window().start()).isEqualTo(MIDNIGHT);
  }

  /** 5 % of the budget in five minutes is 14.4 times too fast. */
  @Test
  void tellsOfSpendingThatIsMuchTooFastAndOfItsEnd() {
    List<Notice> notices = new ArrayList<>();
    for (int minute = 0; minute < 5; minute++) {
      notices.addAll(spend(day(), at("10:00").plus(Duration.ofMinutes(minute)), "0.10"));
    }
    assertThat(rules(notices)).containsExactly("burn-fast");
    assertThat(notices.get(0).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(notices.get(0).openedAt()).isEqualTo(at("10:05"));
    assertThat(notices.get(0).against()).isEqualByComparingTo("0.5");

    List<Notice> end = spend(day(), at("10:05"), "0.01");

    assertThat(end)
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.rule()).isEqualTo("burn-fast");
              assertThat(notice.closedAt()).contains(at("10:06"));
            });
  }

  @Test
  void saysNothingOfABurstThatIsOver() {
    spend(day(), at("10:00"), "0.4");
    assertThat(spend(day(), at("10:03"), "0.05")).isEmpty();
    assertThat(spend(day(), at("10:04"), "0.05")).isEmpty();
  }

  @Test
  void tellsOfAnHourThatIsNotLikeTheSameHourOfOtherDays() {
    Budget budget = with(new BigDecimal("1000"), 100);
    List<Notice> notices = new ArrayList<>();
    for (int day = 0; day < 10; day++) {
      Instant ten = at("10:00").plus(Duration.ofDays(day));
      notices.addAll(spend(budget, ten, day % 2 == 0 ? "10" : "11"));
      notices.addAll(spend(budget, ten.plus(Duration.ofHours(2)), "60"));
    }
    assertThat(rules(notices)).doesNotContain("anomaly");

    Instant strange = at("10:00").plus(Duration.ofDays(10));
    spend(budget, strange, "60");
    List<Notice> after = spend(budget, strange.plus(Duration.ofMinutes(66)), "1");
    List<Notice> end = spend(budget, strange.plus(Duration.ofMinutes(126)), "1");

    assertThat(after)
        .anySatisfy(
            notice -> {
              assertThat(notice.rule()).isEqualTo("anomaly");
              assertThat(notice.openedAt()).isEqualTo(strange);
              assertThat(notice.spent()).isEqualByComparingTo("60");
              assertThat(notice.against()).isEqualByComparingTo("10.5");
            });
    assertThat(end)
        .anySatisfy(
            notice -> {
              assertThat(notice.rule()).isEqualTo("anomaly");
              assertThat(notice.closedAt()).isPresent();
            });
  }

  @Test
  void forecastsByTheMiddleOfThreeRates() {
    // 0.10 an hour for twelve hours, the last one 0.40.
    for (int hour = 0; hour < 12; hour++) {
      account.add(
          day(), at("00:30").plus(Duration.ofHours(hour)), spent(hour == 11 ? "0.40" : "0.10"));
    }
    Budget small = with(new BigDecimal("2.5"), 100);

    Standing standing = account.judge(small, at("12:00")).standing();

    // Left: 1.00. Last hour 0.40/h: 2.5 h. Last six 0.9/6h: 6 h 40 min. So far 1.5/12h: 8 h.
    assertThat(standing.spent().total()).isEqualByComparingTo("1.5");
    assertThat(standing.forecast())
        .isEqualTo(new Forecast.Expected(at("18:40"), at("14:30"), Optional.of(at("20:00"))));
  }

  @Test
  void sameSpendingInAnyOrderLeavesTheSameSums() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Instant> minutes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      minutes.add(MIDNIGHT.plus(Duration.ofMinutes(random.nextInt(20 * 24 * 60))));
    }
    Instant now = Collections.max(minutes).plus(Duration.ofMinutes(1));
    Account expected = new Account(day().window());
    minutes.forEach(minute -> expected.add(day(), minute, spent("0.000000000001")));
    Standing standing = expected.judge(day(), now).standing();

    for (int run = 0; run < 20; run++) {
      Collections.shuffle(minutes, random);
      Account other = new Account(day().window());
      Instant newest = MIDNIGHT;
      for (Instant minute : minutes) {
        other.add(day(), minute, spent("0.000000000001"));
        newest = minute.isAfter(newest) ? minute : newest;
        if (random.nextInt(10) == 0) {
          Judgement unused = other.judge(day(), newest.plus(Duration.ofMinutes(1)));
        }
      }

      assertThat(other.judge(day(), now).standing()).as("seed %s", seed).isEqualTo(standing);
      assertThat(other.hours.sums()).as("seed %s", seed).isEqualTo(expected.hours.sums());
      assertThat(other.recent.sums()).as("seed %s", seed).isEqualTo(expected.recent.sums());
      assertThat(other.windows).as("seed %s", seed).isEqualTo(expected.windows);
    }
  }

  @Test
  @Tag("simulation")
  void staysSmall() {
    for (int minute = 0; minute < 40 * 24 * 60; minute += 7) {
      spend(day(), MIDNIGHT.plus(Duration.ofMinutes(minute)), "0.000123456789");
    }

    assertThat(AccountBytes.write(account).length).isLessThan(6_000);
  }

  private List<Notice> spend(Budget budget, Instant minute, String dollars) {
    account.add(budget, minute, spent(dollars));
    return account.judge(budget, minute.plus(Duration.ofMinutes(1))).notices();
  }

  /** The same; spending is fast here, so burn rates are left out. */
  private List<Notice> thresholds(Budget budget, Instant minute, String dollars) {
    return onlyThresholds(spend(budget, minute, dollars));
  }

  private static List<Notice> onlyThresholds(List<Notice> notices) {
    return notices.stream().filter(notice -> notice.rule().startsWith("threshold-")).toList();
  }

  private static Spent spent(String dollars) {
    return new Spent(new BigDecimal(dollars), BigDecimal.ZERO, 0);
  }

  private static List<String> rules(List<Notice> notices) {
    return notices.stream().map(Notice::rule).toList();
  }

  /** Time of that first day; hours may be 24 and more. */
  private static Instant at(String time) {
    String[] parts = time.split(":");
    return MIDNIGHT
        .plus(Duration.ofHours(Long.parseLong(parts[0])))
        .plus(Duration.ofMinutes(Long.parseLong(parts[1])));
  }

  private static Budget day(Integer... alerts) {
    return with(BigDecimal.TEN, alerts);
  }

  private static Budget with(BigDecimal limit, Integer... alerts) {
    return new Budget(
        "b",
        scope(),
        new BudgetWindow(PeriodUnit.DAY, 1, ZoneId.of("UTC")),
        limit,
        BudgetAction.REFUSE,
        List.of(alerts),
        Optional.empty(),
        false);
  }

  private static BudgetScope scope() {
    return new BudgetScope(new BudgetScope.Holders.Together(), Optional.empty(), Optional.empty());
  }
}
