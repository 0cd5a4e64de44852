package dev.millrace.platform.pricing.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CostWindowTest {

  private static final Instant INSTANT = Instant.parse("2026-11-26T12:34:56.789Z");

  @Test
  void beginsAtWholeMinutesHoursAndUtcDays() {
    assertThat(start(CostWindow.MINUTE, INSTANT)).isEqualTo("2026-11-26T12:34:00Z");
    assertThat(start(CostWindow.HOUR, INSTANT)).isEqualTo("2026-11-26T12:00:00Z");
    assertThat(start(CostWindow.DAY, INSTANT)).isEqualTo("2026-11-26T00:00:00Z");
    assertThat(start(CostWindow.DAY, Instant.parse("1969-12-31T23:59:59.999Z")))
        .isEqualTo("1969-12-31T00:00:00Z");
  }

  @Test
  void holdsItsStartAndNotItsEnd() {
    Instant midnight = Instant.parse("2026-11-27T00:00:00Z");

    assertThat(start(CostWindow.DAY, midnight.minusMillis(1))).isEqualTo("2026-11-26T00:00:00Z");
    assertThat(start(CostWindow.DAY, midnight)).isEqualTo("2026-11-27T00:00:00Z");
  }

  @Test
  void isKnownByItsLengthAndItsLabel() {
    assertThat(CostWindow.between(INSTANT, INSTANT.plus(Duration.ofHours(1))))
        .contains(CostWindow.HOUR);
    assertThat(CostWindow.between(INSTANT, INSTANT.plus(Duration.ofHours(2)))).isEmpty();
    assertThat(CostWindow.labelled("1d")).contains(CostWindow.DAY);
    assertThat(CostWindow.labelled("7d")).isEmpty();
    assertThat(CostWindow.labels()).isEqualTo("1m, 1h, 1d");
  }

  private static String start(CostWindow window, Instant instant) {
    return Instant.ofEpochMilli(window.start(instant.toEpochMilli())).toString();
  }
}
