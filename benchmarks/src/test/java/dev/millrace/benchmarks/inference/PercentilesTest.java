package dev.millrace.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentilesTest {

  @ParameterizedTest
  @CsvSource({"0, 1", "0.25, 1", "0.26, 2", "0.5, 2", "0.99, 4", "1, 4"})
  void isTheValueOfTheNearestRank(double share, double value) {
    assertThat(Percentiles.of(new double[] {3, 1, 4, 2}, share)).isEqualTo(value);
  }

  @Test
  void nothingHasNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> Percentiles.of(new double[0], 0.5));
  }
}
