package dev.millrace.inference.domain.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaneWeightsTest {

  @Test
  void areThoseOfTheSpecWhereItSaysBoth() {
    assertThat(LaneWeights.of(Map.of("interactive", 4.0, "bulk", 2.0)))
        .isEqualTo(new LaneWeights(4, 2));
    assertThat(LaneWeights.of(Map.of("interactive", 4.0))).isEqualTo(LaneWeights.DEFAULT);
    assertThat(LaneWeights.of(Map.of("bulk", 2.0))).isEqualTo(LaneWeights.DEFAULT);
  }

  @Test
  void oweBulkItsPartAndNoMoreThanATurn() {
    assertThat(new LaneWeights(4, 1).owed()).isEqualTo(0.25);
    assertThat(new LaneWeights(1, 4).owed()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "-1, 1", "1, NaN"})
  void areAboveNothing(double interactive, double bulk) {
    assertThatThrownBy(() -> new LaneWeights(interactive, bulk))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected weights above 0");
  }
}
