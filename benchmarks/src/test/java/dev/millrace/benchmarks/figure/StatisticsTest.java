package dev.millrace.benchmarks.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void takesTheMiddleOfAnOddNumber() {
    assertThat(Statistics.of(9, 1, 4)).isEqualTo(new Statistics(4, 1, 9));
  }

  @Test
  void goesHalfWayBetweenTheTwoInTheMiddle() {
    assertThat(Statistics.of(4, 1, 9, 6)).isEqualTo(new Statistics(5, 1, 9));
  }

  @Test
  void isTheNumberItselfWhereThereIsOne() {
    assertThat(Statistics.of(3)).isEqualTo(new Statistics(3, 3, 3));
  }

  @Test
  void refusesNone() {
    assertThatThrownBy(Statistics::of).hasMessageContaining("at least one");
  }
}
