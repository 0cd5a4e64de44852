package dev.millrace.lifecycle.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Macro F1, held against what pencil and paper give. */
class LabelTableTest {

  private final List<PairedAnswers> pairs = new ArrayList<>();

  /**
   * a: 2 right, 1 missed and none wrongly given: 4/5. b: 1 right, 1 missed, 1 wrongly given: 2/4.
   * c: given once and never true: 0.
   */
  @Test
  void isTheMeanOverAllLabelsThatWereGivenOrTrue() {
    pair("a", "a", "a");
    pair("a", "a", "b");
    pair("a", "b", null);
    pair("b", "b", "b");
    pair("b", "c", "b");

    assertThat(champion()).isCloseTo((4 / 5.0 + 2 / 4.0 + 0) / 3, within(1e-12));
    // a: 1 right, 2 missed: 2/4. b: 2 right, 1 wrongly given: 4/5. c counts for the champion alone.
    assertThat(candidate()).isCloseTo((2 / 4.0 + 4 / 5.0) / 2, within(1e-12));
  }

  @Test
  void leavesLabelsOutThatAreNotInASample() {
    pair("a", "a", "a");
    pair("b", "a", "b");

    assertThat(new LabelTable(pairs).championF1(new int[] {0, 0})).isEqualTo(1);
    assertThat(new LabelTable(pairs).championF1(new int[] {1})).isZero();
    assertThat(new LabelTable(pairs).championF1(new int[0])).isZero();
  }

  private double champion() {
    return new LabelTable(pairs).championF1(IntStream.range(0, pairs.size()).toArray());
  }

  private double candidate() {
    return new LabelTable(pairs).candidateF1(IntStream.range(0, pairs.size()).toArray());
  }

  private void pair(String truth, @Nullable String champion, @Nullable String candidate) {
    pairs.add(
        new PairedAnswers(
            new Example("e" + pairs.size(), truth, Optional.empty()),
            answer(champion),
            answer(candidate)));
  }

  private static ModelAnswer answer(@Nullable String label) {
    return new ModelAnswer(Optional.ofNullable(label), Optional.empty(), 1);
  }
}
