package dev.millrace.benchmarks;

import dev.millrace.benchmarks.figure.Figure;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.figure.Statistics;
import dev.millrace.local.comparison.Html;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A figure beside its baseline as inline SVG: a bar as long as the median, a line from the smallest
 * run to the largest, a dot for each run.
 */
final class FigureChart {

  private static final double LEFT = 80;
  private static final double LENGTH = 540;
  private static final double HALF_BAR = 9;

  private FigureChart() {}

  static String of(Figure figure) {
    double longest = Math.max(figure.value().greatest(), figure.baseline().greatest());
    double scale = LENGTH / longest;
    StringBuilder svg = new StringBuilder();
    svg.append("<svg viewBox=\"0 0 900 68\" role=\"img\" aria-label=\"")
        .append(
            Html.text(
                "value "
                    + FigureTable.shown(figure.value())
                    + ", baseline "
                    + FigureTable.shown(figure.baseline())
                    + " "
                    + figure.caption().unit()))
        .append("\">\n");
    row(
        svg,
        figure,
        new Row("value", "ours", 18, scale),
        figure.value(),
        run -> run.subject().value());
    row(
        svg,
        figure,
        new Row("baseline", "theirs", 50, scale),
        figure.baseline(),
        run -> run.baseline().value());
    return svg.append("</svg>\n").toString();
  }

  /**
   * A bar and what belongs to it.
   *
   * @param y middle of the bar
   * @param scale length of one unit of the figure
   */
  private record Row(String name, String side, double y, double scale) {

    double x(double number) {
      return LEFT + number * scale;
    }
  }

  private static void row(
      StringBuilder svg,
      Figure figure,
      Row row,
      Statistics statistics,
      ToDoubleFunction<Run> number) {
    svg.append(text(0, row.y(), row.name()))
        .append(
            String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>%n",
                row.side(),
                LEFT,
                row.y() - HALF_BAR,
                statistics.median() * row.scale(),
                2 * HALF_BAR))
        .append(
            String.format(
                Locale.ROOT,
                "<line class=\"spread\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
                row.x(statistics.least()),
                row.x(statistics.greatest()),
                row.y(),
                row.y()));
    for (Run run : figure.runs()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle class=\"run\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s</title></circle>%n",
              row.x(number.applyAsDouble(run)),
              row.y(),
              FigureTable.shown(number.applyAsDouble(run))));
    }
    svg.append(
        text(
            row.x(statistics.greatest()) + 10,
            row.y(),
            FigureTable.shown(statistics) + " " + figure.caption().unit()));
  }

  private static String text(double x, double middle, String text) {
    return String.format(
        Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\">%s</text>%n", x, middle + 4, Html.text(text));
  }
}
