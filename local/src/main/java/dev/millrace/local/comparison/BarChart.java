package dev.millrace.local.comparison;

import dev.millrace.platform.drift.domain.CellChange;
import java.util.List;
import java.util.Locale;

/** Two bars for each cell, side by side, as inline SVG. */
final class BarChart {

  private static final double WIDTH = 900;
  private static final double HEIGHT = 190;
  private static final double TOP = 16;
  private static final double BASE = 160;

  /** Cells that are named under their bars; with more only the first and the last are. */
  private static final int MOST_NAMED = 13;

  private BarChart() {}

  static String of(String column, List<CellChange> cells) {
    double highest =
        cells.stream()
            .mapToDouble(cell -> Math.max(cell.referenceShare(), cell.currentShare()))
            .max()
            .orElse(0);
    double scale = highest > 0 ? (BASE - TOP) / highest : 0;
    double step = WIDTH / cells.size();
    double bar = Math.min(40, step * 0.42);
    StringBuilder svg = new StringBuilder();
    svg.append("<svg viewBox=\"0 0 900 190\" role=\"img\" aria-label=\"")
        .append(Html.text("Shares of " + column + " in the reference and now; the table has them"))
        .append("\">\n")
        .append(
            String.format(
                Locale.ROOT,
                "<text x=\"0\" y=\"11\">%s</text>%n",
                ComparisonTable.percent(highest)));
    for (int i = 0; i < cells.size(); i++) {
      CellChange cell = cells.get(i);
      double middle = (i + 0.5) * step;
      svg.append("<g><title>")
          .append(
              Html.text(
                  cell.cell()
                      + ": "
                      + ComparisonTable.percent(cell.referenceShare())
                      + ", now "
                      + ComparisonTable.percent(cell.currentShare())))
          .append("</title>")
          .append(rectangle("ours", middle - bar, bar, cell.referenceShare() * scale))
          .append(rectangle("theirs", middle, bar, cell.currentShare() * scale))
          .append("</g>\n");
      if (cells.size() <= MOST_NAMED || i == 0 || i == cells.size() - 1) {
        svg.append(label(cell.cell(), middle, i, cells.size(), step));
      }
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"axis\" x1=\"0\" x2=\"%.0f\" y1=\"%.0f\" y2=\"%.0f\"/>%n</svg>%n",
            WIDTH,
            BASE,
            BASE));
    return svg.toString();
  }

  private static String rectangle(String side, double x, double width, double height) {
    return String.format(
        Locale.ROOT,
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
        side,
        x,
        BASE - height,
        width,
        height);
  }

  private static String label(String name, double middle, int index, int cells, double step) {
    boolean all = cells <= MOST_NAMED;
    int room = Math.max(3, (int) ((all ? step : 200) / 6.2));
    String shown = name.length() <= room ? name : name.substring(0, room - 1) + "…";
    String anchor = all ? "middle" : index == 0 ? "start" : "end";
    double x = all ? middle : index == 0 ? 0 : WIDTH;
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.0f\" text-anchor=\"%s\">%s</text>%n",
        x,
        HEIGHT - 14,
        anchor,
        Html.text(shown));
  }
}
