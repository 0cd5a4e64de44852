package dev.millrace.cost.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WindowTest {

  private static final Instant INSTANT = Instant.parse("2026-11-26T12:34:56.789Z");

  @Test
  void beginsAtWholeMinutesHoursAndUtcDays() {
    assertThat(start(Window.MINUTE, INSTANT)).isEqualTo("2026-11-26T12:34:00Z");
    assertThat(start(Window.HOUR, INSTANT)).isEqualTo("2026-11-26T12:00:00Z");
    assertThat(start(Window.DAY, INSTANT)).isEqualTo("2026-11-26T00:00:00Z");
    assertThat(start(Window.DAY, Instant.parse("1969-12-31T23:59:59.999Z")))
        .isEqualTo("1969-12-31T00:00:00Z");
  }

  @Test
  void holdsItsStartAndNotItsEnd() {
    Instant midnight = Instant.parse("2026-11-27T00:00:00Z");

    assertThat(start(Window.DAY, midnight.minusMillis(1))).isEqualTo("2026-11-26T00:00:00Z");
    assertThat(start(Window.DAY, midnight)).isEqualTo("2026-11-27T00:00:00Z");
  }

  @Test
  void isKnownByItsLengthAndItsLabel() {
    assertThat(Window.between(INSTANT, INSTANT.plus(Duration.ofHours(1)))).contains(Window.HOUR);
    assertThat(Window.between(INSTANT, INSTANT.plus(Duration.ofHours(2)))).isEmpty();
    assertThat(Window.labelled("1d")).contains(Window.DAY);
    assertThat(Window.labelled("7d")).isEmpty();
  }

  @Test
  void hasNoKeyInItsMiddle() {
    assertThatThrownBy(() -> new WindowKey(Fixtures.SERIES, Window.MINUTE, INSTANT.toEpochMilli()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no window of MINUTE begins at");
  }

  private static String start(Window window, Instant instant) {
    return Instant.ofEpochMilli(window.start(instant.toEpochMilli())).toString();
  }
}
