package dev.millrace.cost.budgets.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cost.budgets.domain.Forecast.Pace;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForecastTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant END = Instant.parse("2026-01-02T00:00:00Z");

  @Test
  void saysThatTheLimitIsReached() {
    assertThat(forecast("0", pace("1"), pace("1"), pace("1"))).isEqualTo(new Forecast.Reached());
    assertThat(forecast("-1", pace("0"), pace("0"), pace("0"))).isEqualTo(new Forecast.Reached());
  }

  @Test
  void takesTheMiddleRateWhateverTheirOrder() {
    Forecast expected = new Forecast.Expected(hours(6), hours(3), Optional.of(hours(11)));

    assertThat(forecast("33", pace("5.5"), pace("11"), pace("3"))).isEqualTo(expected);
    assertThat(forecast("33", pace("3"), pace("5.5"), pace("11"))).isEqualTo(expected);
  }

  @Test
  void hasNoLatestTimeWhereTheSlowestRateDoesNotReachIt() {
    assertThat(forecast("12", pace("0"), pace("2"), pace("4")))
        .isEqualTo(new Forecast.Expected(hours(6), hours(3), Optional.empty()));
  }

  @Test
  void saysNotBeforeTheEndOfTheWindow() {
    assertThat(forecast("12", pace("0"), pace("0.9"), pace("4")))
        .isEqualTo(new Forecast.NotBeforeWindowEnd(Optional.of(hours(3))));
    assertThat(forecast("12", pace("0"), pace("1"), pace("1")))
        .isEqualTo(new Forecast.NotBeforeWindowEnd(Optional.empty()));
  }

  @Test
  void isNotDisturbedByTheSmallestRate() {
    assertThat(forecast("1000000", pace("0.000000000001"), pace("0.000000000001"), pace("0")))
        .isEqualTo(new Forecast.NotBeforeWindowEnd(Optional.empty()));
  }

  @Test
  void takesMoneyThatIsGivenBackForNoSpending() {
    assertThat(forecast("12", pace("-3"), pace("2"), pace("2")))
        .isEqualTo(new Forecast.Expected(hours(6), hours(6), Optional.empty()));
  }

  @Test
  void roundsDownToMilliseconds() {
    assertThat(forecast("1", pace("3"), pace("3"), pace("3")))
        .isEqualTo(
            new Forecast.Expected(
                NOW.plusMillis(1_200_000),
                NOW.plusMillis(1_200_000),
                Optional.of(NOW.plusMillis(1_200_000))));
    assertThat(((Forecast.Expected) forecast("1", pace("7"), pace("7"), pace("7"))).at())
        .isEqualTo(NOW.plusMillis(514_285));
  }

  private static Forecast forecast(String left, Pace... paces) {
    return Forecast.of(new BigDecimal(left), List.of(paces), NOW, END);
  }

  private static Pace pace(String dollarsAnHour) {
    return new Pace(new BigDecimal(dollarsAnHour), Duration.ofHours(1));
  }

  private static Instant hours(int hours) {
    return NOW.plus(Duration.ofHours(hours));
  }
}
