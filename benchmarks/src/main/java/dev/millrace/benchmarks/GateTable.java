package dev.millrace.benchmarks;

import dev.millrace.benchmarks.figure.Comparison;
import dev.millrace.benchmarks.figure.Comparison.Verdict;
import dev.millrace.benchmarks.figure.Figure;
import dev.millrace.benchmarks.figure.Gate;
import java.util.List;
import java.util.Locale;

/** What the gate says, for people. */
final class GateTable {

  private static final String ROW = "%-28s %18s %18s %9s %10s  %s%n";

  private GateTable() {}

  static String of(Gate gate) {
    StringBuilder table =
        new StringBuilder(
            String.format(
                ROW, "figure", "ratio then", "ratio now", "change", "tolerance", "verdict"));
    for (Comparison one : gate.comparisons()) {
      table.append(
          String.format(
              ROW,
              one.name(),
              ratio(one.then()),
              ratio(one.now()),
              String.format(Locale.ROOT, "%+.1f %%", 100 * one.change()),
              String.format(Locale.ROOT, "%.0f %%", 100 * one.tolerance()),
              word(one.verdict())));
    }
    name(table, "measured otherwise then, not compared: ", gate.otherwise());
    name(table, "not measured now: ", gate.gone());
    name(table, "not measured then: ", gate.fresh());
    long worse = gate.comparisons().stream().filter(one -> one.verdict() == Verdict.WORSE).count();
    table.append(
        worse == 0
            ? String.format("none is worse by more than its noise%n")
            : String.format(
                "%d of %d worse by more than noise; the more runs (--runs 5), the surer%n",
                worse, gate.comparisons().size()));
    return table.toString();
  }

  private static String ratio(Figure figure) {
    int runs = figure.runs().size();
    return FigureTable.shown(figure.ratio()) + (runs == 1 ? " (1 run)" : " (" + runs + " runs)");
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case WORSE -> "WORSE";
      case SAME -> "as before";
      case BETTER -> "better";
    };
  }

  private static void name(StringBuilder table, String what, List<String> names) {
    if (!names.isEmpty()) {
      table.append(what).append(String.join(", ", names)).append(System.lineSeparator());
    }
  }
}
