package dev.millrace.cost.budgets.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnomalyTest {

  private static final BigDecimal LIMIT = new BigDecimal("100");

  @Test
  void isFarAboveTheMedianInMediansOfTheDeviation() {
    // Median 10, MAD 1: 3.5 / 0.6745 is 5.19 deviations.
    List<BigDecimal> before = days("8", "9", "9", "10", "11", "11", "12");

    assertThat(Anomaly.find(new BigDecimal("15.18"), before, LIMIT)).isEmpty();
    assertThat(Anomaly.find(new BigDecimal("15.19"), before, LIMIT))
        .contains(new Anomaly(new BigDecimal("15.19"), new BigDecimal("10")));
  }

  /** Median 10, MAD 0.6745: three and a half of that are 3.5. */
  @Test
  void isNotYetFarAtTheBorderItself() {
    List<BigDecimal> before = days("9.3255", "9.3255", "10", "10", "10.6745", "10.6745", "10.6745");

    assertThat(Anomaly.find(new BigDecimal("13.5"), before, LIMIT)).isEmpty();
    assertThat(Anomaly.find(new BigDecimal("13.5001"), before, LIMIT)).isPresent();
  }

  /** With mean and deviation, the day of 500 would make 60 look usual. */
  @Test
  void isNotHiddenByAnother() {
    assertThat(
            Anomaly.find(
                new BigDecimal("60"), days("9", "10", "10", "11", "10", "9", "500"), LIMIT))
        .isPresent();
  }

  @Test
  void needsAWeek() {
    assertThat(Anomaly.find(new BigDecimal("60"), days("1", "1", "1", "1", "1", "1"), LIMIT))
        .isEmpty();
  }

  @Test
  void allowsATwentiethWhereDaysAreTheSame() {
    List<BigDecimal> same = days("10", "10", "10", "10", "10", "10", "10");

    assertThat(Anomaly.find(new BigDecimal("12.59"), same, LIMIT)).isEmpty();
    assertThat(Anomaly.find(new BigDecimal("12.60"), same, LIMIT)).isPresent();
  }

  @Test
  void isNotWorthTellingBelowAHundredthOfTheLimit() {
    List<BigDecimal> idle = days("0", "0", "0", "0", "0", "0", "0");

    assertThat(Anomaly.find(new BigDecimal("0.99"), idle, LIMIT)).isEmpty();
    assertThat(Anomaly.find(new BigDecimal("1"), idle, LIMIT)).isPresent();
  }

  @Test
  void isNoneBelowWhatIsUsual() {
    assertThat(
            Anomaly.find(
                new BigDecimal("1"), days("50", "50", "50", "50", "50", "50", "50", "50"), LIMIT))
        .isEmpty();
  }

  private static List<BigDecimal> days(String... dollars) {
    return Arrays.stream(dollars).map(BigDecimal::new).toList();
  }
}
