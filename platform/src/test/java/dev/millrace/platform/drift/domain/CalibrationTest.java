package dev.millrace.platform.drift.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Verdict;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What rules do where nothing changes, and how fast they are where something does. */
@Tag("simulation")
class CalibrationTest {

  private static final long SEED = 20261126;
  private static final double ALPHA = 0.01;
  private static final Significance DECLARED = new Significance(ALPHA, Correction.HOLM);
  private static final int WINDOWS = 1000;
  private static final int WINDOWS_PER_REFERENCE = 50;
  private static final int REFERENCE = 5000;
  private static final int SMALL = 200;
  private static final long LARGE = 200_000;

  @Test
  void smallWindowsRaiseNoMoreFalseAlarmsThanDeclared() {
    Random random = new Random(SEED);
    Counts counts = new Counts();
    for (int i = 0; i < WINDOWS / WINDOWS_PER_REFERENCE; i++) {
      Traffic traffic = new Traffic(random, REFERENCE);
      for (int window = 0; window < WINDOWS_PER_REFERENCE; window++) {
        counts.add(traffic.window(SMALL, 0));
      }
    }

    counts.print("n = 200");
    assertThat(counts.ours).isLessThanOrEqualTo((int) (ALPHA * WINDOWS));
    // Without the gate of size, by the p-values alone: ten expected, and three deviations more.
    assertThat(counts.significant).isLessThanOrEqualTo(20);
    assertThat(counts.naive).isGreaterThan(WINDOWS / 2);
  }

  @Test
  void largeWindowsRaiseNoMoreFalseAlarmsThanDeclared() {
    Random random = new Random(SEED);
    Counts counts = new Counts();
    for (int i = 0; i < WINDOWS / WINDOWS_PER_REFERENCE; i++) {
      Traffic traffic = new Traffic(random, REFERENCE);
      for (int window = 0; window < WINDOWS_PER_REFERENCE; window++) {
        counts.add(traffic.largeWindow(LARGE));
      }
    }

    counts.print("n = 200000");
    assertThat(counts.ours).isLessThanOrEqualTo((int) (ALPHA * WINDOWS));
    assertThat(counts.naive).isGreaterThan(WINDOWS / 2);
  }

  @Test
  void shiftsAreFoundTheSoonerTheLargerTheyAre() {
    Traffic traffic = new Traffic(new Random(SEED), REFERENCE);
    double halfDeviation = delay(traffic, 0.5, CalibrationTest::hasDrifted);
    double oneDeviation = delay(traffic, 1, CalibrationTest::hasDrifted);
    double quarter = delay(traffic, 0.25, CalibrationTest::hasDrifted);
    System.out.printf(
        "rows until an alarm, windows of 200, seed %d: shift 0.25 %.0f, 0.5 %.0f, 1 %.0f%n",
        SEED, quarter, halfDeviation, oneDeviation);

    assertThat(halfDeviation).isLessThanOrEqualTo(2 * SMALL);
    assertThat(oneDeviation).isEqualTo(SMALL);
    assertThat(quarter).isBetween(halfDeviation, 20.0 * SMALL);
  }

  /** Mean number of rows until a rule gives alarm, at most a hundred windows. */
  private static double delay(Traffic traffic, double shift, Predicate<List<Comparison>> alarm) {
    int runs = 20;
    return IntStream.range(0, runs)
            .map(
                run -> {
                  int windows = 1;
                  while (windows < 100 && !alarm.test(traffic.window(SMALL, shift))) {
                    windows++;
                  }
                  return windows;
                })
            .sum()
        * (double) SMALL
        / runs;
  }

  private static boolean hasDrifted(List<Comparison> window) {
    return Judgement.of(window, DECLARED).stream()
        .anyMatch(verdict -> verdict.verdict() == Verdict.DRIFTED);
  }

  private static boolean isSignificant(List<Comparison> window) {
    return Judgement.of(window, DECLARED).stream()
        .flatMap(verdict -> verdict.findings().stream())
        .anyMatch(JudgedFinding::significant);
  }

  private static boolean isNaivelySignificant(List<Comparison> window) {
    return window.stream()
        .flatMap(comparison -> comparison.findings().stream())
        .anyMatch(finding -> finding.aspect() == Aspect.DISTRIBUTION && finding.pValue() < 0.05);
  }

  private static boolean isUnstable(List<Comparison> window) {
    return window.stream()
        .anyMatch(comparison -> comparison.statistics().getOrDefault(Statistic.PSI, 0.0) > 0.2);
  }

  /** Windows with an alarm, by rule. */
  private static final class Counts {

    private int windows;
    private int ours;
    private int significant;
    private int naive;
    private int unstable;

    void add(List<Comparison> window) {
      windows++;
      ours += hasDrifted(window) ? 1 : 0;
      significant += isSignificant(window) ? 1 : 0;
      naive += isNaivelySignificant(window) ? 1 : 0;
      unstable += isUnstable(window) ? 1 : 0;
    }

    void print(String name) {
      System.out.println(
          name
              + ", nothing changed, seed "
              + SEED
              + ": of "
              + windows
              + " windows of "
              + Traffic.FEATURES
              + " features "
              + ours
              + " alarms declared at "
              + ALPHA
              + ", "
              + significant
              + " of them without the gate of size, "
              + naive
              + " by p < 0.05, "
              + unstable
              + " by psi > 0.2");
    }
  }
}
