package dev.millrace.lifecycle.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.lifecycle.domain.evaluation.GateTerms.Resampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTermsTest {

  @ParameterizedTest
  @CsvSource({
    "-0.01, 1, 1, 0.05, 2, 2, accuracy gain",
    "1.01, 1, 1, 0.05, 2, 2, accuracy gain",
    "NaN, 1, 1, 0.05, 2, 2, accuracy gain",
    "0, 0, 1, 0.05, 2, 2, at least one example",
    "0, 1, 0, 0.05, 2, 2, at least one example",
    "0, 1, 1, 0, 2, 2, significance",
    "0, 1, 1, 1, 2, 2, significance",
    "0, 1, 1, 0.05, 0, 2, ratios above 0",
    "0, 1, 1, 0.05, 2, 0, ratios above 0"
  })
  void refusesWhatNoCandidateCanShow(
      double gain,
      int examples,
      int inPart,
      double significance,
      double cost,
      double latency,
      String what) {
    assertThatThrownBy(
            () ->
                new GateTerms(
                    gain, examples, inPart, significance, cost, latency, Resampling.USUAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(what);
  }

  @Test
  void takesTheEndsOfTheRanges() {
    assertThat(new GateTerms(1, 1, 1, 0.5, 0.1, 0.1, new Resampling(100, 1)).minExamples())
        .isEqualTo(1);
    assertThatThrownBy(() -> new Resampling(99, 1)).hasMessageContaining("at least 100 draws");
  }
}
