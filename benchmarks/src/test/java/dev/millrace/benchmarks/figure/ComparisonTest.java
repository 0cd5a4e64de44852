package dev.millrace.benchmarks.figure;

import static dev.millrace.benchmarks.figure.Better.LARGER;
import static dev.millrace.benchmarks.figure.Better.SMALLER;
import static dev.millrace.benchmarks.figure.Comparison.Verdict.BETTER;
import static dev.millrace.benchmarks.figure.Comparison.Verdict.SAME;
import static dev.millrace.benchmarks.figure.Comparison.Verdict.WORSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.benchmarks.figure.Comparison.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ComparisonTest {

  private static Stream<Arguments> sides() {
    return Stream.of(
        argumentSet("equal", SMALLER, runs(2, 2.1, 2.2), runs(2, 2.1, 2.2), SAME),
        argumentSet("beyond", SMALLER, runs(2, 2.1, 2.2), runs(2.5, 2.6, 2.7), WORSE),
        argumentSet("as far, of runs that differ", SMALLER, runs(1, 2, 3), runs(2, 2.5, 3), SAME),
        argumentSet("near", SMALLER, runs(2, 2.01, 2.02), runs(2.1, 2.11, 2.12), SAME),
        argumentSet("better", SMALLER, runs(2.5, 2.6, 2.7), runs(2, 2.1, 2.2), BETTER),
        argumentSet("less of much", LARGER, runs(0.8, 0.81, 0.82), runs(0.6, 0.61, 0.62), WORSE),
        argumentSet("more of much", LARGER, runs(0.6, 0.61, 0.62), runs(0.8, 0.81, 0.82), BETTER),
        argumentSet("one run, within", SMALLER, runs(2), runs(2.7), SAME),
        argumentSet("one run, beyond", SMALLER, runs(2), runs(2.9), WORSE),
        argumentSet("one run, better", SMALLER, runs(2.9), runs(2), BETTER),
        argumentSet("one run, of five alike", SMALLER, runs(2, 2, 2, 2, 2), runs(2.5), WORSE),
        argumentSet(
            "one run, of five that differ", SMALLER, runs(2, 2, 1.5, 3, 2), runs(2.8), SAME),
        argumentSet("nothing, then and now", SMALLER, runs(0, 0, 0), runs(0, 0, 0), SAME),
        argumentSet("nothing, then next to it", SMALLER, runs(0), runs(0.0005), SAME),
        argumentSet("nothing, then something", SMALLER, runs(0), runs(0.1), WORSE),
        argumentSet("something, then nothing", LARGER, runs(0.9), runs(0), WORSE),
        argumentSet("little, then twice of it", SMALLER, runs(0.0041), runs(0.0082), WORSE));
  }

  @ParameterizedTest
  @MethodSource("sides")
  void tellsWorseFromNoise(Better better, double[] then, double[] now, Verdict expected) {
    assertThat(comparison(better, then, now).verdict()).isEqualTo(expected);
  }

  @Test
  void saysHowFarTheRatioHasMoved() {
    assertThat(comparison(SMALLER, runs(2), runs(3)).change()).isCloseTo(0.5, within(1e-9));
    assertThat(comparison(LARGER, runs(2), runs(1)).change()).isCloseTo(-0.5, within(1e-9));
  }

  @Test
  void looksAtRatiosWhateverTheSecondsAre() {
    Caption caption = Given.figure("test.speed", SMALLER, 1).caption();
    Figure slow = new Figure(caption, "slow", List.of(run(1000, 2000)));
    Figure quick = new Figure(caption, "quick", List.of(run(1, 2)));

    assertThat(new Comparison(quick, slow).verdict()).isEqualTo(SAME);
  }

  /** Of the same code, whose runs differ by 8 % as those of processor time do. */
  @Test
  void seldomBlamesWhatIsTheSame() {
    Random random = new Random(20_261_127);
    int tries = 2_000;

    for (int runs : new int[] {1, 3, 5}) {
      int blamed = 0;
      for (int i = 0; i < tries; i++) {
        Comparison same = comparison(SMALLER, noisy(random, runs, 2), noisy(random, runs, 2));
        blamed += same.verdict() == WORSE ? 1 : 0;
      }
      assertThat(blamed / (double) tries).as("%d runs, seed 20261127", runs).isLessThan(0.01);
    }
  }

  @Test
  void findsAThirdMoreInFiveRuns() {
    Random random = new Random(20_261_127);
    int tries = 2_000;
    int found = 0;

    for (int i = 0; i < tries; i++) {
      Comparison slower = comparison(SMALLER, noisy(random, 5, 2), noisy(random, 5, 2.67));
      found += slower.verdict() == WORSE ? 1 : 0;
    }

    assertThat(found / (double) tries).as("seed 20261127").isGreaterThan(0.9);
  }

  @Test
  void allowsAFigureThatIsCountedATenth() {
    Caption caption = new Caption("tokens", "tokens", "Counted.", "Counted too.", SMALLER, 0.01);
    Figure before = new Figure(caption, "a machine", List.of(run(100, 50)));

    assertThat(new Comparison(before, new Figure(caption, "a machine", List.of(run(100, 54)))))
        .returns(SAME, Comparison::verdict)
        .returns(0.10, one -> Math.rint(one.tolerance() * 1e9) / 1e9);
    assertThat(new Comparison(before, new Figure(caption, "a machine", List.of(run(100, 56)))))
        .returns(WORSE, Comparison::verdict);
  }

  @Test
  void comparesOnlyTheSameFigure() {
    assertThatThrownBy(
            () -> new Comparison(Given.figure("a", SMALLER, 1), Given.figure("b", SMALLER, 1)))
        .hasMessageContaining("a cannot be compared with b");
  }

  private static double[] noisy(Random random, int runs, double ratio) {
    return random
        .doubles(runs)
        .map(unused -> ratio * Math.exp(0.08 * random.nextGaussian()))
        .toArray();
  }

  private static Comparison comparison(Better better, double[] then, double[] now) {
    return new Comparison(
        Given.figure("test.speed", better, then), Given.figure("test.speed", better, now));
  }

  private static Run run(double baseline, double value) {
    return new Run(new Reading(baseline, Map.of()), new Reading(value, Map.of()));
  }

  private static double[] runs(double... ratios) {
    return ratios;
  }
}
