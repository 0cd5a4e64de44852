package dev.millrace.cost.domain;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.pricing.domain.CostWindow;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WindowKeyTest {

  @Test
  void beginsWhereAWindowDoes() {
    long middle = Instant.parse("2026-11-26T12:34:56.789Z").toEpochMilli();

    assertThatThrownBy(() -> new WindowKey(Fixtures.SERIES, CostWindow.MINUTE, middle))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no window of MINUTE begins at");
  }
}
