package dev.millrace.cost.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.pricing.domain.CostWindow;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WindowKeyTest {

  @Test
  void liesInALargerOneAndEndsWhereTheNextBegins() {
    WindowKey minute = key(CostWindow.MINUTE, "2026-11-26T12:34:00Z");

    assertThat(minute.in(CostWindow.HOUR)).isEqualTo(key(CostWindow.HOUR, "2026-11-26T12:00:00Z"));
    assertThat(minute.in(CostWindow.DAY)).isEqualTo(key(CostWindow.DAY, "2026-11-26T00:00:00Z"));
    assertThat(minute.endMillis()).isEqualTo(Instant.parse("2026-11-26T12:35:00Z").toEpochMilli());
  }

  @Test
  void beginsWhereAWindowDoes() {
    long middle = Instant.parse("2026-11-26T12:34:56.789Z").toEpochMilli();

    assertThatThrownBy(() -> new WindowKey(Fixtures.SERIES, CostWindow.MINUTE, middle))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no window of MINUTE begins at");
  }

  private static WindowKey key(CostWindow window, String start) {
    return new WindowKey(Fixtures.SERIES, window, Instant.parse(start).toEpochMilli());
  }
}
