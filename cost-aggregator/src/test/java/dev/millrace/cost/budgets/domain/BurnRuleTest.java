package dev.millrace.cost.budgets.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BurnRuleTest {

  private static final Duration MONTH = Duration.ofDays(30);

  @Test
  void areThoseOfTheWorkbookForAMonth() {
    assertThat(BurnRule.of(MONTH))
        .extracting(BurnRule::name, BurnRule::longTime, BurnRule::shortTime)
        .containsExactly(
            tuple("burn-fast", Duration.ofHours(1), Duration.ofMinutes(5)),
            tuple("burn-slow", Duration.ofHours(6), Duration.ofMinutes(30)));
  }

  @Test
  void areTheSamePartsOfOtherWindowsButSomeMinutesAtLeast() {
    assertThat(BurnRule.of(Duration.ofDays(1)))
        .extracting(BurnRule::longTime)
        .containsExactly(Duration.ofMinutes(5), Duration.ofMinutes(15));
    assertThat(BurnRule.of(Duration.ofDays(7)))
        .extracting(BurnRule::longTime)
        .containsExactly(Duration.ofMinutes(14), Duration.ofMinutes(84));
  }

  @Test
  void areNotThereWhereAThresholdSaysItSooner() {
    assertThat(BurnRule.of(Duration.ofHours(1))).isEmpty();
    assertThat(BurnRule.of(Duration.ofHours(2))).isEmpty();
    assertThat(BurnRule.of(Duration.ofHours(3))).hasSize(2);
  }

  /** 14.4 times the even spending of a month of 720 USD is 14.40 USD in an hour. */
  @Test
  void areBrokenWhereBothTimesAreTooDear() {
    assertThat(isBroken("14.40", "1.20")).isTrue();
    assertThat(isBroken("14.39", "1.20")).isFalse();
    assertThat(isBroken("14.40", "1.19")).isFalse();
  }

  @Test
  void areNotBrokenWhereNothingIsSpentOfTheSmallestLimit() {
    BurnRule fast = BurnRule.of(MONTH).get(0);
    BigDecimal smallest = new BigDecimal("0.000000000001");

    assertThat(fast.isBroken(time -> BigDecimal.ZERO, smallest, MONTH)).isFalse();
  }

  @Test
  void areReckonedInBucketsOfWholeMinutes() {
    assertThat(BurnRule.bucket(MONTH)).isEqualTo(Duration.ofMinutes(5));
    assertThat(BurnRule.bucket(Duration.ofDays(1))).isEqualTo(Duration.ofMinutes(1));
    assertThat(BurnRule.bucket(Duration.ofDays(13))).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void sayWhatMayBeSpentInTheirLongTime() {
    assertThat(BurnRule.of(MONTH))
        .extracting(rule -> rule.most(new BigDecimal("720"), MONTH))
        .satisfiesExactly(
            fast -> assertThat(fast).isEqualByComparingTo("14.4"),
            slow -> assertThat(slow).isEqualByComparingTo("36"));
  }

  private static boolean isBroken(String anHour, String fiveMinutes) {
    BurnRule fast = BurnRule.of(MONTH).get(0);
    return fast.isBroken(
        time -> new BigDecimal(time.equals(fast.longTime()) ? anHour : fiveMinutes),
        new BigDecimal("720"),
        MONTH);
  }
}
