package dev.millrace.platform.drift.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectorsTest {

  private static final long SEED = 20261126;
  private static final int WARM_UP = 500;

  @ParameterizedTest
  @CsvSource({"0.05", "0.2", "0.5"})
  @Tag("simulation")
  void falseAlarmsAreRarerThanTheRunLengthPromises(double rate) {
    int values = 2_000_000;
    Random random = new Random(SEED);
    EDetector detector = new EDetector(rate, 10_000);

    int alarms = 0;
    for (int i = 0; i < values; i++) {
      alarms += detector.alarms(random.nextDouble() < rate ? 1 : 0) ? 1 : 0;
    }

    System.out.println(
        "e-detector at " + rate + ": " + alarms + " alarms in " + values + ", seed " + SEED);
    assertThat(alarms).isLessThanOrEqualTo(values / 10_000);
  }

  /** Run lengths are of blocks then, however many values each has. */
  @ParameterizedTest
  @CsvSource({"0.05, 1", "0.2, 20", "0.5, 200"})
  @Tag("simulation")
  void falseAlarmsOfBlocksAreRarerThanTheRunLengthPromises(double rate, int size) {
    int blocks = 4_000_000 / (10 + size);
    Random random = new Random(SEED);
    EDetector detector = new EDetector(rate, 1_000);

    int alarms = 0;
    for (int i = 0; i < blocks; i++) {
      int wrong = 0;
      for (int j = 0; j < size; j++) {
        wrong += random.nextDouble() < rate ? 1 : 0;
      }
      alarms += detector.takes(size, wrong) >= 1 ? 1 : 0;
    }

    System.out.println(
        "e-detector, " + blocks + " blocks of " + size + ": " + alarms + " alarms, seed " + SEED);
    assertThat(alarms).isLessThanOrEqualTo(blocks / 1_000);
  }

  @Test
  void aBoundIsLearntBetterAndOnlyFalls() {
    LearnedBound learnt = new LearnedBound();
    assertThat(learnt.bound(500)).isEmpty();
    learnt.add(499, 100);
    assertThat(learnt.bound(500)).isEmpty();
    learnt.add(1, 0);
    double first = learnt.bound(500).orElseThrow();
    learnt.add(500, 100);
    double second = learnt.bound(500).orElseThrow();
    learnt.add(1_000, 900);

    assertThat(first).isBetween(0.23, 0.25);
    assertThat(second).isBetween(0.22, first);
    assertThat(learnt.bound(500).orElseThrow()).as("worse ones do not raise it").isEqualTo(second);
    assertThat(LearnedBound.of(learnt.bytes()).bytes()).isEqualTo(learnt.bytes());
    learnt.add(2_000, 0);
    double last = learnt.bound(500).orElseThrow();
    learnt.add(100_000, 0);
    assertThat(learnt.bound(500).orElseThrow()).as("it has an end").isEqualTo(last);
  }

  @Test
  void aLowerBoundTakesNothingOfWhatWasWon() {
    EDetector detector = new EDetector(0.3, 1_000);
    for (int i = 0; i < 3; i++) {
      assertThat(detector.alarms(1)).isFalse();
    }
    EDetector lower = detector.heldTo(0.2);

    assertThat(lower.evidence()).isEqualTo(detector.evidence());
    assertThat(lower.bound()).isEqualTo(0.2);
  }

  @Test
  void aBlockOfOneIsAValue() {
    Random random = new Random(SEED);
    EDetector values = new EDetector(0.2, 1_000);
    EDetector blocks = new EDetector(0.2, 1_000);
    for (int i = 0; i < 5_000; i++) {
      int value = random.nextInt(4) == 0 ? 1 : 0;

      assertThat(blocks.takes(1, value) >= 1).as("value %d", i).isEqualTo(values.alarms(value));
    }
  }

  @Test
  void aBlockOfNothingButErrorsIsAnAlarmAndNoMore() {
    EDetector detector = new EDetector(0.01, 1e9);

    assertThat(detector.takes(1_000_000, 1_000_000)).isFinite().isGreaterThan(1);
    assertThat(detector.evidence()).isZero();
    assertThat(detector.withRunLength(10).takes(3, 0)).isLessThan(1);
    assertThatThrownBy(() -> detector.takes(2, 3)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"0.3, 2000", "0.5, 90"})
  @Tag("simulation")
  void aRiseFromAFifthIsFound(double rate, int within) {
    int runs = 100;
    long total = 0;
    for (int run = 0; run < runs; run++) {
      Random random = new Random(SEED + run);
      WarmUp warmUp = new WarmUp();
      for (int i = 0; i < WARM_UP; i++) {
        warmUp.add(random.nextDouble() < 0.2 ? 1 : 0);
      }
      EDetector detector = new EDetector(warmUp.bound(WarmUp.USUAL_MARGIN), 100_000);
      int delay = 1;
      while (!detector.alarms(random.nextDouble() < rate ? 1 : 0) && delay < 50_000) {
        delay++;
      }
      total += delay;
    }

    System.out.println("e-detector from 0.2 to " + rate + ": mean delay " + total / runs);
    assertThat(total / runs).isLessThan(within);
  }

  @Test
  void aDetectorGoesOnWhereItsBytesWereTaken() {
    Random random = new Random(SEED);
    EDetector detector = new EDetector(0.2, 1000);
    for (int i = 0; i < 100; i++) {
      detector.alarms(random.nextDouble());
    }
    EDetector read = EDetector.of(detector.bytes());

    for (int i = 0; i < 1000; i++) {
      double value = random.nextDouble();
      assertThat(read.alarms(value)).isEqualTo(detector.alarms(value));
    }
    assertThat(read.evidence()).isEqualTo(detector.evidence());
    assertThat(read.bytes().length).isLessThan(200);
  }

  @Test
  void oneBadValueAfterAThousandGoodOnesIsNoAlarm() {
    WarmUp warmUp = new WarmUp();
    for (int i = 0; i < WARM_UP; i++) {
      warmUp.add(0);
    }
    EDetector detector = new EDetector(warmUp.bound(WarmUp.USUAL_MARGIN), 10_000);

    boolean alarm = false;
    for (int i = 0; i <= 1000; i++) {
      alarm |= detector.alarms(i == 1000 ? 1 : 0);
    }

    assertThat(warmUp.bound(WarmUp.USUAL_MARGIN)).isBetween(0.003, 0.007);
    assertThat(alarm).isFalse();
  }

  @Test
  void valuesOutsideOfZeroToOneAreRefused() {
    EDetector detector = new EDetector(0.2, 1000);

    assertThatThrownBy(() -> detector.alarms(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a value between 0 and 1 is needed, not 1.5");
    assertThatThrownBy(() -> new EDetector(0, 1000)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theWindowGrowsWhileNothingChangesAndShrinksWhenSomethingDoes() {
    Random random = new Random(SEED);
    Adwin window = new Adwin(Adwin.USUAL_DELTA, 1);
    int falseAlarms = 0;
    for (int i = 0; i < 100_000; i++) {
      falseAlarms += window.changes(random.nextDouble() < 0.2 ? 1 : 0) ? 1 : 0;
    }
    long grown = window.width();
    int delay = 1;
    while (!window.changes(random.nextDouble() < 0.5 ? 1 : 0)) {
      delay++;
    }
    for (int i = 0; i < 2000; i++) {
      window.changes(random.nextDouble() < 0.5 ? 1 : 0);
    }

    System.out.println("adwin from 0.2 to 0.5: delay " + delay + ", false alarms " + falseAlarms);
    assertThat(falseAlarms).isLessThanOrEqualTo(1);
    assertThat(grown).isGreaterThan(90_000);
    assertThat(delay).isLessThan(200);
    assertThat(window.width()).isLessThan(3000);
    assertThat(window.mean()).isBetween(0.45, 0.55);
  }

  @Test
  void everyBoundaryIsLookedAtTheLastOfARowToo() {
    for (int run = 0; run < 20; run++) {
      Random random = new Random(SEED + run);
      Adwin window = new Adwin(0.3, 1);
      PlainWindow plain = new PlainWindow(0.3);
      for (int i = 0; i < 400; i++) {
        double value = random.nextDouble() + (random.nextInt(60) == 0 ? 3 : 0) + (i < 150 ? 0 : 2);

        boolean changed = window.changes(value);

        assertThat(changed).as("run %s, value %s", run, i).isEqualTo(plain.changes(value));
        assertThat(window.width()).isEqualTo(plain.width());
      }
    }
  }

  @Test
  void meanAndScatterSurviveMergingAndDropping() {
    Random random = new Random(SEED);
    Adwin window = new Adwin(Adwin.USUAL_DELTA, 7);
    for (int i = 0; i < 5000; i++) {
      window.changes(random.nextGaussian() + (i < 2500 ? 0 : 4));
      if (i % 500 == 3) {
        byte[] bytes = window.bytes();
        assertThat(Adwin.of(bytes).bytes()).isEqualTo(bytes);
        assertThat(bytes.length).isLessThan(1500);
      }
    }

    assertThat(window.mean()).isBetween(3.9, 4.1);
    assertThat(window.width()).isBetween(2400L, 2600L);
    assertThat(window.variance()).isBetween(0.9, 1.1);
  }

  /** The same window with all its values, and every boundary tried one after the other. */
  private static final class PlainWindow {

    private final double delta;
    private final List<List<Double>> buckets = new ArrayList<>();

    PlainWindow(double delta) {
      this.delta = delta;
    }

    boolean changes(double value) {
      buckets.add(new ArrayList<>(List.of(value)));
      mergeTheOldestOfSixEqualOnes();
      boolean changed = false;
      while (hasCut()) {
        buckets.remove(0);
        changed = true;
      }
      return changed;
    }

    long width() {
      return buckets.stream().mapToInt(List::size).sum();
    }

    private void mergeTheOldestOfSixEqualOnes() {
      for (int size = 1; size <= width(); size *= 2) {
        int wanted = size;
        List<Integer> equal =
            IntStream.range(0, buckets.size())
                .filter(index -> buckets.get(index).size() == wanted)
                .boxed()
                .toList();
        if (equal.size() > 5) {
          buckets.get(equal.get(0)).addAll(buckets.remove((int) equal.get(1)));
        }
      }
    }

    private boolean hasCut() {
      List<Double> values = buckets.stream().flatMap(List::stream).toList();
      double variance = variance(values);
      int before = 0;
      for (List<Double> bucket : buckets) {
        before += bucket.size();
        int behind = values.size() - before;
        if (before >= 5 && behind >= 5) {
          double logarithm = Math.log(2 * Math.log(values.size()) / delta);
          double inverse = 1.0 / before + 1.0 / behind;
          double bound =
              Math.sqrt(2 * inverse * variance * logarithm) + 2 * inverse * logarithm / 3;
          if (Math.abs(
                  mean(values.subList(0, before)) - mean(values.subList(before, values.size())))
              > bound) {
            return true;
          }
        }
      }
      return false;
    }

    private static double mean(List<Double> values) {
      return values.stream().mapToDouble(value -> value).average().orElse(0);
    }

    private static double variance(List<Double> values) {
      double mean = mean(values);
      return values.stream()
          .mapToDouble(value -> (value - mean) * (value - mean))
          .average()
          .orElse(0);
    }
  }
}
