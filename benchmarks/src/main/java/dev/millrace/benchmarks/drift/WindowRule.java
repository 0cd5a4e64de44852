package dev.millrace.benchmarks.drift;

import dev.millrace.platform.drift.domain.Aspect;
import dev.millrace.platform.drift.domain.Comparison;
import dev.millrace.platform.drift.domain.Correction;
import dev.millrace.platform.drift.domain.JudgedFinding;
import dev.millrace.platform.drift.domain.Judgement;
import dev.millrace.platform.drift.domain.Significance;
import dev.millrace.platform.drift.domain.Statistic;
import dev.millrace.record.Verdict;
import java.util.List;

/** When somebody takes a window for drifted. */
enum WindowRule {
  OURS("Millrace"),
  WITHOUT_GATE("... without the gate of size"),
  NAIVE("any p < 0.05"),
  PSI("any PSI > 0.2");

  /** The rate that is declared. */
  static final double ALPHA = 0.01;

  private final String title;

  WindowRule(String title) {
    this.title = title;
  }

  /** As tables have it. */
  String title() {
    return title;
  }

  /** Whether it gives alarm for a window. */
  boolean alarms(List<Comparison> window) {
    return switch (this) {
      case OURS -> hasDrifted(window);
      case WITHOUT_GATE -> isSignificant(window);
      case NAIVE -> isNaivelySignificant(window);
      case PSI -> isUnstable(window);
    };
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

  private static boolean isNaivelySignificant(List<Comparison> window) {
    return window.stream()
        .flatMap(comparison -> comparison.findings().stream())
        .anyMatch(finding -> finding.aspect() == Aspect.DISTRIBUTION && finding.pValue() < 0.05);
  }

  private static boolean isUnstable(List<Comparison> window) {
    return window.stream()
        .anyMatch(comparison -> comparison.statistics().getOrDefault(Statistic.PSI, 0.0) > 0.2);
  }
}
