package dev.millrace.benchmarks.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.millrace.benchmarks.drift.Race.Result;
import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DriftBenchmarksTest {

  private static final long SEED = 7_001;

  private static final Integer[] GOLDEN_DDM = {12_378, 20_326, 29_782};
  private static final Integer[] GOLDEN_PAGE_HINKLEY = {10_539, 20_334, 29_821};
  private static final Integer[] GOLDEN_HOEFFDING = {10_119, 20_017};

  @TempDir private Path folder;

  static List<Benchmark> small() {
    return DriftBenchmarks.of(20_000, 2, 500);
  }

  @ParameterizedTest
  @MethodSource("small")
  void measuresBoth(Benchmark benchmark) throws Exception {
    try (Benchmark.Session session = benchmark.open(folder)) {
      Run run = session.measure();

      assertThat(run.baseline().value()).isPositive();
      assertThat(run.subject().value()).isGreaterThanOrEqualTo(0);
    }
  }

  @Test
  void windowsWithoutAChangeRaiseFewAlarmsWhileNaiveRulesRaiseMany() {
    Map<Long, Map<WindowRule, Integer>> alarms = new WindowTrial(SEED, 10, 1).falseAlarms();

    assertThat(alarms).containsOnlyKeys(WindowTrial.SIZES);
    alarms.forEach(
        (size, byRule) -> {
          assertThat(byRule.get(WindowRule.OURS)).as("n = %s", size).isLessThanOrEqualTo(1);
          assertThat(byRule.get(WindowRule.NAIVE)).as("n = %s", size).isGreaterThan(4);
        });
  }

  @Test
  void detectorsFindALargeRiseAndWhoAlarmsByTheClockIsNotAhead() {
    Race race = new Race(SEED, 100_000, 3);
    List<Contestant> contestants = new ArrayList<>(OurDetectors.all());
    contestants.addAll(FormulaDetectors.all());
    contestants.add(FormulaDetectors.everyThousand());

    List<Result> results = race.of(contestants);

    String large = ErrorStream.SHIFTS.get(2).title();
    for (Result result : results) {
      assertThat(result.missed().get(large)).as(result.contestant().title()).isZero();
    }
    Result clock = results.get(results.size() - 1);
    assertThat(clock.mostFalseAlarms()).isEqualTo(1000);
    assertThat(results).anyMatch(clock::isBeatenBy);
    assertThat(results)
        .filteredOn(result -> result.contestant().title().equals("e-detector, run length 100000"))
        .singleElement()
        .satisfies(result -> assertThat(result.mostFalseAlarms()).isLessThanOrEqualTo(20))
        .matches(result -> !result.isBeatenBy(clock));
  }

  /** Positions were taken from MOA 2024.07, on this very stream. */
  @Test
  void formulasGiveAlarmWhereMoaDoes() {
    assertThat(alarms("DDM", FormulaDetectors.all())).containsExactly(GOLDEN_DDM);
    assertThat(alarms("Page-Hinkley", FormulaDetectors.all())).containsExactly(GOLDEN_PAGE_HINKLEY);
    assertThat(alarms("HDDM-A", FormulaDetectors.all())).containsExactly(GOLDEN_HOEFFDING);
  }

  @Test
  void moaItselfGivesAlarmThereToo() {
    List<Contestant> moa = MoaDetectors.all();
    assumeThat(moa).as("no jar of MOA is named by -D" + MoaDetectors.JAR).isNotEmpty();

    assertThat(alarms("DDM, outcontrolLevel 3.0", moa)).containsExactly(GOLDEN_DDM);
    assertThat(alarms("Page-Hinkley, lambda 50.0", moa)).containsExactly(GOLDEN_PAGE_HINKLEY);
    assertThat(alarms("HDDM-A, driftConfidence 0.001", moa)).containsExactly(GOLDEN_HOEFFDING);
  }

  @Test
  void countsOfManyRecordsHaveTheSharesTheyAreDrawnFrom() {
    Random random = new Random(SEED);
    for (long n : new long[] {200, 5_000, 200_000}) {
      Spread spread = Spread.categories(5, 0);
      long[] counts = new long[5];
      for (int i = 0; i < 200; i++) {
        long[] drawn = spread.counts(random, n);
        assertThat(LongStream.of(drawn).sum()).isEqualTo(n);
        for (int cell = 0; cell < drawn.length; cell++) {
          counts[cell] += drawn[cell];
        }
      }
      for (int cell = 0; cell < counts.length; cell++) {
        double share = counts[cell] / (200.0 * n);
        double deviation = Math.sqrt(spread.shares()[cell] / (200.0 * n));
        assertThat(share)
            .as("seed %s, n = %s, cell %s", SEED, n, cell)
            .isBetween(
                spread.shares()[cell] - 5 * deviation, spread.shares()[cell] + 5 * deviation);
      }
    }
  }

  /** Positions of the alarms of the first that is called so, in a stream that gets worse twice. */
  static List<Integer> alarms(String title, List<Contestant> all) {
    Detector detector =
        all.stream()
            .filter(one -> one.title().startsWith(title))
            .findFirst()
            .orElseThrow()
            .fresh()
            .get();
    Random random = new Random(SEED);
    List<Integer> alarms = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      double rate = i < 10_000 ? 0.1 : i < 20_000 ? 0.3 : 0.6;
      if (detector.alarms(random.nextDouble() < rate ? 1 : 0)) {
        alarms.add(i);
      }
    }
    return alarms;
  }
}
