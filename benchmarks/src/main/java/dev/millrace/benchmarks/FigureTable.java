package dev.millrace.benchmarks;

import dev.millrace.benchmarks.figure.Figure;
import dev.millrace.benchmarks.figure.Statistics;
import java.util.List;
import java.util.Locale;

/** Figures for people. */
final class FigureTable {

  private static final String ROW = "%-28s %-13s %28s %28s %7s%n";

  private FigureTable() {}

  static String of(List<Figure> figures) {
    StringBuilder table =
        new StringBuilder(String.format(ROW, "figure", "unit", "value", "baseline", "ratio"));
    for (Figure figure : figures) {
      table.append(
          String.format(
              ROW,
              figure.caption().name(),
              figure.caption().unit(),
              shown(figure.value()),
              shown(figure.baseline()),
              shown(figure.ratio())));
    }
    return table.toString();
  }

  /** A number with as many digits as mean something. */
  static String shown(double number) {
    return String.format(
        Locale.ROOT,
        number >= 100 ? "%.0f" : number >= 0.1 || number == 0 ? "%.2f" : "%.4f",
        number);
  }

  /** The median, and how far the runs are apart. */
  static String shown(Statistics statistics) {
    return shown(statistics.median())
        + " ("
        + shown(statistics.least())
        + " to "
        + shown(statistics.greatest())
        + ")";
  }
}
