package dev.millrace.benchmarks.drift;

import dev.millrace.drift.domain.statistics.Aspect;
import dev.millrace.drift.domain.statistics.Comparison;
import dev.millrace.drift.domain.statistics.Correction;
import dev.millrace.drift.domain.statistics.Judgement;
import dev.millrace.drift.domain.statistics.JudgedFinding;
import dev.millrace.drift.domain.statistics.Significance;
import dev.millrace.drift.domain.statistics.Statistic;
import dev.millrace.record.Verdict;
import java.util.List;
import java.util.function.Predicate;

/** When somebody takes a window for drifted. */
enum WindowRule {
  OURS("Millrace", WindowRule::hasDrifted),
  WITHOUT_GATE("... without the gate of size", WindowRule::isSignificant),
  NAIVE(
      "any p < 0.05",
      window ->
          window.stream()
              .flatMap(comparison -> comparison.findings().stream())
              .anyMatch(
                  finding -> finding.aspect() == Aspect.DISTRIBUTION && finding.pValue() < 0.05)),
  PSI(
      "any PSI > 0.2",
      window ->
          window.stream()
              .anyMatch(
                  comparison -> comparison.statistics().getOrDefault(Statistic.PSI, 0.0) > 0.2));

  /** The rate that is declared. */
  static final double ALPHA = 0.01;

  private final String title;
  private final Predicate<List<Comparison>> alarm;

  WindowRule(String title, Predicate<List<Comparison>> alarm) {
    this.title = title;
    this.alarm = alarm;
  }

  /** As tables have it. */
  String title() {
    return title;
  }

  /** Whether it gives alarm for a window. */
  boolean alarms(List<Comparison> window) {
    return alarm.test(window);
  }

  private static boolean hasDrifted(List<Comparison> window) {
    return Judgement.of(window, new Significance(ALPHA, Correction.HOLM)).stream()
        .anyMatch(verdict -> verdict.verdict() == Verdict.DRIFTED);
  }

  private static boolean isSignificant(List<Comparison> window) {
    return Judgement.of(window, new Significance(ALPHA, Correction.HOLM)).stream()
        .flatMap(verdict -> verdict.findings().stream())
        .anyMatch(JudgedFinding::significant);
  }
}
