package dev.millrace.local.cli;

import java.util.List;
import java.util.stream.Collectors;

/** A table for people: each column is as wide as the widest of its cells. */
final class Columns {

  private static final String BETWEEN = "  ";

  private Columns() {}

  /**
   * The table.
   *
   * @param names how many columns are names, which begin at the left; the others are figures, which
   *     end at the right
   * @param lines all with the same number of cells, at least one
   */
  static String of(int names, List<List<String>> lines) {
    int[] widths = new int[lines.get(0).size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(line.get(i)));
      }
    }
    return lines.stream()
        .map(line -> line(names, widths, line))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String line(int names, int[] widths, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String space = " ".repeat(widths[i] - width(cell));
      line.append(i == 0 ? "" : BETWEEN).append(i < names ? cell + space : space + cell);
    }
    return line.toString().stripTrailing();
  }

  /** A character outside the first plane is one on the screen, and two in the text. */
  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
