package dev.millrace.benchmarks.figure;

import static dev.millrace.benchmarks.figure.Better.SMALLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final Figure FAST = Given.figure("fast", SMALLER, 1);
  private static final Figure SLOW = Given.figure("fast", SMALLER, 2);
  private static final Figure OTHER = Given.figure("other", SMALLER, 1);
  private static final Figure NEWER = Given.figure("newer", SMALLER, 1);

  @Test
  void isPassedWhereNothingIsWorse() {
    assertThat(Gate.of(List.of(FAST, OTHER), List.of(OTHER, FAST)).isPassed()).isTrue();
    assertThat(Gate.of(List.of(SLOW), List.of(FAST)).isPassed()).isTrue();
  }

  @Test
  void isNotPassedWhereOneIsWorse() {
    assertThat(Gate.of(List.of(FAST, OTHER), List.of(SLOW, OTHER)).isPassed()).isFalse();
  }

  @Test
  void namesWhatIsOnOneSideOnly() {
    Gate gate = Gate.of(List.of(FAST, OTHER), List.of(FAST, NEWER));

    assertThat(gate.comparisons()).extracting(Comparison::name).containsExactly("fast");
    assertThat(gate.gone()).containsExactly("other");
    assertThat(gate.fresh()).containsExactly("newer");
    assertThat(gate.isPassed()).isTrue();
  }

  /** Twice as fast a baseline makes no figure twice as slow. */
  @Test
  void doesNotCompareWhatIsHeldAgainstSomethingElse() {
    Caption caption = SLOW.caption();
    Figure otherwise =
        new Figure(
            new Caption(
                caption.name(),
                caption.unit(),
                caption.description(),
                "Something else.",
                caption.better(),
                caption.noise()),
            SLOW.machine(),
            SLOW.runs());

    Gate gate = Gate.of(List.of(FAST, OTHER), List.of(otherwise, OTHER));

    assertThat(gate.otherwise()).containsExactly("fast");
    assertThat(gate.comparisons()).extracting(Comparison::name).containsExactly("other");
    assertThat(gate.isPassed()).isTrue();
  }

  @Test
  void doesNotPassForWantOfFigures() {
    assertThatThrownBy(() -> Gate.of(List.of(FAST), List.of(OTHER)))
        .hasMessageContaining("nothing to compare")
        .hasMessageContaining("before: [fast], now: [other]");
  }

  @Test
  void takesNoFigureTwice() {
    assertThatThrownBy(() -> Gate.of(List.of(FAST, FAST), List.of(FAST)))
        .hasMessageContaining("fast is there twice");
  }
}
