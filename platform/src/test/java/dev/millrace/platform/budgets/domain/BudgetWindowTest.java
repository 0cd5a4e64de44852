package dev.millrace.platform.budgets.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.BudgetPeriod;
import dev.millrace.record.PeriodUnit;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetWindowTest {

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

  @Test
  void monthsAreThoseOfTheCalendar() {
    BudgetWindow month = new BudgetWindow(PeriodUnit.MONTH, 1, UTC);

    assertThat(month.at(Instant.parse("2028-02-29T23:59:59.999Z")))
        .isEqualTo(span("2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"));
    assertThat(month.at(Instant.parse("2028-03-01T00:00:00Z")))
        .isEqualTo(span("2028-03-01T00:00:00Z", "2028-04-01T00:00:00Z"));
  }

  @Test
  void windowsBeginByTheClocksOfTheirZone() {
    assertThat(
            new BudgetWindow(PeriodUnit.DAY, 1, VIENNA).at(Instant.parse("2026-01-31T23:30:00Z")))
        .isEqualTo(span("2026-01-31T23:00:00Z", "2026-02-01T23:00:00Z"));
    assertThat(
            new BudgetWindow(PeriodUnit.MONTH, 1, VIENNA).at(Instant.parse("2026-01-31T23:30:00Z")))
        .isEqualTo(span("2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z"));
  }

  @Test
  void daysOnWhichClocksAreSetAreLongerOrShorter() {
    BudgetWindow day = new BudgetWindow(PeriodUnit.DAY, 1, VIENNA);

    assertThat(length(day.at(Instant.parse("2026-03-29T12:00:00Z")))).hasHours(23);
    assertThat(length(day.at(Instant.parse("2026-10-25T12:00:00Z")))).hasHours(25);
  }

  @Test
  void hoursBeginWithMidnightAndGoByTheClock() {
    BudgetWindow six = new BudgetWindow(PeriodUnit.HOUR, 6, VIENNA);
    BudgetWindow one = new BudgetWindow(PeriodUnit.HOUR, 1, VIENNA);

    assertThat(six.at(Instant.parse("2026-01-01T10:59:00Z")))
        .isEqualTo(span("2026-01-01T05:00:00Z", "2026-01-01T11:00:00Z"));
    assertThat(length(one.at(Instant.parse("2026-10-25T00:30:00Z"))))
        .as("the hour that comes twice")
        .hasHours(2);
    assertThat(one.at(Instant.parse("2026-10-25T00:30:00Z")))
        .isEqualTo(one.at(Instant.parse("2026-10-25T01:30:00Z")));
    assertThat(one.at(Instant.parse("2026-03-29T00:30:00Z")).end())
        .as("there is no hour from 2 to 3")
        .isEqualTo(one.at(Instant.parse("2026-03-29T01:00:00Z")).start());
  }

  @Test
  void weeksBeginOnMondays() {
    assertThat(new BudgetWindow(PeriodUnit.DAY, 7, UTC).at(Instant.parse("2026-11-26T09:00:00Z")))
        .isEqualTo(span("2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z"));
  }

  @Test
  void everyInstantLiesInOneWindowAndTheNextBeginsWhereItEnds() {
    long seed = 20261126;
    Random random = new Random(seed);
    List<ZoneId> zones =
        List.of(UTC, VIENNA, ZoneId.of("America/Sao_Paulo"), ZoneId.of("Australia/Lord_Howe"));
    List<BudgetWindow> windows =
        zones.stream()
            .flatMap(
                zone ->
                    List.of(
                        new BudgetWindow(PeriodUnit.HOUR, 1, zone),
                        new BudgetWindow(PeriodUnit.HOUR, 8, zone),
                        new BudgetWindow(PeriodUnit.DAY, 1, zone),
                        new BudgetWindow(PeriodUnit.DAY, 10, zone),
                        new BudgetWindow(PeriodUnit.MONTH, 1, zone))
                        .stream())
            .toList();
    for (BudgetWindow window : windows) {
      for (int i = 0; i < 2_000; i++) {
        Instant instant = Instant.ofEpochSecond(random.nextLong(0, 4_000_000_000L));
        BudgetWindow.Span span = window.at(instant);

        assertThat(span.contains(instant)).as("%s at %s, seed %s", window, instant, seed).isTrue();
        assertThat(window.at(span.start())).as("%s at %s", window, instant).isEqualTo(span);
        assertThat(window.at(span.end()).start())
            .as("%s %s at %s", window, window.zone(), instant)
            .isEqualTo(span.end());
      }
    }
  }

  @Test
  void refusesWhatIsNoWindow() {
    assertThatThrownBy(() -> new BudgetWindow(PeriodUnit.HOUR, 5, UTC))
        .hasMessageContaining("hours that divide a day");
    assertThatThrownBy(() -> BudgetWindow.of(new BudgetPeriod(PeriodUnit.DAY, 1, "Mars/Olympus")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the time zone Mars/Olympus is unknown here");
  }

  @ParameterizedTest
  @CsvSource({"HOUR, 0", "HOUR, -1", "HOUR, 24", "DAY, 0", "DAY, 32", "MONTH, 0", "MONTH, 2"})
  void refusesLengthsThatAreNone(PeriodUnit unit, int count) {
    assertThatThrownBy(() -> new BudgetWindow(unit, count, UTC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(count + " " + unit + " is no window");
  }

  @ParameterizedTest
  @CsvSource({"HOUR, 1, 1h", "HOUR, 12, 12h", "DAY, 1, 1d", "DAY, 31, 31d", "MONTH, 1, 1mo"})
  void isWrittenAsInSpecs(PeriodUnit unit, int count, String text) {
    assertThat(new BudgetWindow(unit, count, UTC)).hasToString(text);
  }

  @Test
  void holdsItsStartAndNotItsEnd() {
    BudgetWindow.Span span = span("2026-11-26T00:00:00Z", "2026-11-27T00:00:00Z");

    assertThat(span.contains(span.start())).isTrue();
    assertThat(span.contains(span.start().minusMillis(1))).isFalse();
    assertThat(span.contains(span.end().minusMillis(1))).isTrue();
    assertThat(span.contains(span.end())).isFalse();
    assertThatThrownBy(() -> new BudgetWindow.Span(span.end(), span.end()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is empty");
  }

  private static BudgetWindow.Span span(String start, String end) {
    return new BudgetWindow.Span(Instant.parse(start), Instant.parse(end));
  }

  private static Duration length(BudgetWindow.Span span) {
    return Duration.between(span.start(), span.end());
  }
}
