package dev.millrace.local.comparison;

import dev.millrace.platform.drift.domain.Aspect;
import dev.millrace.platform.drift.domain.CellChange;
import dev.millrace.platform.drift.domain.Comparison;
import dev.millrace.platform.drift.domain.FeatureVerdict;
import dev.millrace.platform.drift.domain.Finding;
import dev.millrace.platform.drift.domain.JudgedFinding;
import dev.millrace.platform.drift.domain.NumberText;
import dev.millrace.platform.drift.domain.Statistic;
import dev.millrace.record.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Judged columns as lines for people. */
public final class ComparisonTable {

  private static final int WIDEST = 32;
  private static final int CHANGES = 3;

  private ComparisonTable() {}

  /** A line for each column, and one for what changed where one drifted. */
  public static List<String> lines(List<ColumnComparison> columns, List<FeatureVerdict> verdicts) {
    int width =
        columns.stream().mapToInt(column -> shown(column.column()).length()).max().orElse(1);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Comparison comparison = columns.get(i).comparison();
      FeatureVerdict verdict = verdicts.get(i);
      lines.add(
          String.format(
                  Locale.ROOT,
                  "%-" + Math.max(1, width) + "s  %-8s  %-15s  %9d -> %-9d  p %-9s %s",
                  shown(columns.get(i).column()),
                  comparison.type().name().toLowerCase(Locale.ROOT),
                  verdict.verdict(),
                  comparison.referenceCount(),
                  comparison.currentCount(),
                  probability(verdict),
                  statistics(comparison.statistics()))
              .stripTrailing());
      if (verdict.verdict() == Verdict.DRIFTED) {
        lines.add(" ".repeat(width) + "  " + reason(verdict));
      }
    }
    return lines;
  }

  /** Why a column drifted. */
  static String reason(FeatureVerdict verdict) {
    String aspects =
        verdict.findings().stream()
            .filter(JudgedFinding::isAlarm)
            .map(JudgedFinding::finding)
            .map(ComparisonTable::reason)
            .collect(Collectors.joining("; "));
    String changes =
        verdict.comparison().changes().stream()
            .limit(CHANGES)
            .map(ComparisonTable::change)
            .collect(Collectors.joining(", "));
    boolean distribution = verdict.alarms().contains(Aspect.DISTRIBUTION);
    return distribution && !changes.isEmpty() ? aspects + ": " + changes : aspects;
  }

  private static String reason(Finding finding) {
    String what =
        switch (finding.aspect()) {
          case DISTRIBUTION -> "another distribution";
          case NULLS -> "another share of missing values";
          case INVALID -> "another share of values that are no numbers";
          case UNSEEN -> "values that the reference does not have";
          case OUT_OF_RANGE -> "values out of the reference's range";
        };
    return what + " (" + NumberText.shortly(finding.effect()) + " times what matters)";
  }

  private static String change(CellChange change) {
    return shown(change.cell())
        + " "
        + percent(change.referenceShare())
        + " -> "
        + percent(change.currentShare());
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  static String probability(FeatureVerdict verdict) {
    return verdict.adjustedPValue().isPresent()
        ? probability(verdict.adjustedPValue().getAsDouble())
        : "-";
  }

  /** What is smaller than the smallest double is not certain. */
  static String probability(double value) {
    return value == 0 ? "<1e-300" : NumberText.shortly(value);
  }

  private static String statistics(Map<Statistic, Double> statistics) {
    return statistics.entrySet().stream()
        .map(entry -> entry.getKey().word() + " " + NumberText.shortly(entry.getValue()))
        .collect(Collectors.joining("  "));
  }

  /** On one line, and not too long. */
  private static String shown(String name) {
    String line = name.replaceAll("[\\p{Cntrl}\\s]+", " ");
    return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 3) + "...";
  }
}
