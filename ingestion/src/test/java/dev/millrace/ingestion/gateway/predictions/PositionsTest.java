package dev.millrace.ingestion.gateway.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionsTest {

  @Test
  void readsWhatItWrites() {
    Positions positions = Positions.of(Map.of(3, 44L, 0, 12L)).moved(1, 7).moved(3, 45);

    assertThat(positions).hasToString("0.12-1.7-3.45");
    assertThat(Positions.parse(positions.toString())).contains(positions);
    assertThat(Positions.parse("0." + 999_999_999_999_999_999L)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "0",
        "0.",
        ".1",
        "0.1-",
        "-0.1",
        "0.1-0.2",
        "0.-1",
        "0.1.2",
        "0.1 ",
        "a.b",
        "0.٣",
        "0.9999999999999999999",
        "9999999999.0",
        "0,1"
      })
  void saysSoWhereTheTextIsNone(String text) {
    assertThat(Positions.parse(text)).isEmpty();
  }

  @Test
  void refusesWhatNoPartitionHas() {
    assertThatThrownBy(() -> Positions.of(Map.of(0, -1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no offset -1 of partition 0");
  }
}
