package dev.millrace.platform.pricing.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.TokenUsage;
import org.junit.jupiter.api.Test;

class ContextBandTest {

  @Test
  void beginsAboveItsLengthAndNotAtIt() {
    assertThat(ContextBand.of(input(0))).isEqualTo(ContextBand.SHORT);
    assertThat(ContextBand.of(input(128_000))).isEqualTo(ContextBand.SHORT);
    assertThat(ContextBand.of(input(128_001))).isEqualTo(ContextBand.ABOVE_128K);
    assertThat(ContextBand.of(input(200_000))).isEqualTo(ContextBand.ABOVE_128K);
    assertThat(ContextBand.of(input(200_001))).isEqualTo(ContextBand.ABOVE_200K);
    assertThat(ContextBand.of(input(1_000_000))).isEqualTo(ContextBand.ABOVE_272K);
  }

  @Test
  void countsWhatIsReadByWayOfCachesAndNotWhatIsWritten() {
    assertThat(ContextBand.of(new TokenUsage(1L, 0L, 199_997L, 2L, 1L)))
        .isEqualTo(ContextBand.ABOVE_200K);
    assertThat(ContextBand.of(new TokenUsage(1L, 1_000_000L, 0L, 0L, 0L)))
        .isEqualTo(ContextBand.SHORT);
  }

  @Test
  void isFoundByTheLengthThatItBeginsAbove() {
    assertThat(ContextBand.above(0)).contains(ContextBand.SHORT);
    assertThat(ContextBand.above(200_000)).contains(ContextBand.ABOVE_200K);
    assertThat(ContextBand.above(200_001)).isEmpty();
    assertThat(ContextBand.ABOVE_272K.above()).isEqualTo(272_000);
  }

  @Test
  void knowsTheNextShorterOne() {
    assertThat(ContextBand.SHORT.shorter()).isEmpty();
    assertThat(ContextBand.ABOVE_128K.shorter()).contains(ContextBand.SHORT);
    assertThat(ContextBand.ABOVE_272K.shorter()).contains(ContextBand.ABOVE_200K);
  }

  private static TokenUsage input(long tokens) {
    return new TokenUsage(tokens, 0L, 0L, 0L, 0L);
  }
}
