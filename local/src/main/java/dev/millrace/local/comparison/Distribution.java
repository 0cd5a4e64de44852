package dev.millrace.local.comparison;

import dev.millrace.platform.drift.domain.CategorySample;
import dev.millrace.platform.drift.domain.CellChange;
import dev.millrace.platform.drift.domain.NumberSample;
import dev.millrace.platform.drift.domain.NumberText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Shares of both sides as people look at them: intervals of equal width, the largest categories.
 */
final class Distribution {

  private static final int INTERVALS = 20;
  private static final int CATEGORIES = 12;

  /**
   * The intervals reach from this share of the values to its complement: outliers squeeze nothing.
   */
  private static final double OUTER = 0.005;

  private Distribution() {}

  static List<CellChange> of(NumberSample reference, NumberSample current) {
    if (reference.count() == 0 || current.count() == 0) {
      return List.of();
    }
    double low = Math.min(reference.quantile(OUTER), current.quantile(OUTER));
    double high = Math.max(reference.quantile(1 - OUTER), current.quantile(1 - OUTER));
    if (!(low < high)) {
      return List.of(new CellChange(NumberText.shortly(low), 1, 1));
    }
    double[] edges = new double[INTERVALS - 1];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = low + (high - low) * (i + 1) / INTERVALS;
    }
    long[] ours = reference.countsBetween(edges);
    long[] theirs = current.countsBetween(edges);
    List<CellChange> cells = new ArrayList<>();
    for (int i = 0; i < INTERVALS; i++) {
      cells.add(
          new CellChange(
              name(edges, i),
              (double) ours[i] / reference.count(),
              (double) theirs[i] / current.count()));
    }
    return cells;
  }

  private static String name(double[] edges, int interval) {
    if (interval == 0) {
      return "up to " + NumberText.shortly(edges[0]);
    }
    if (interval == edges.length) {
      return "above " + NumberText.shortly(edges[interval - 1]);
    }
    return NumberText.shortly(edges[interval - 1]) + " to " + NumberText.shortly(edges[interval]);
  }

  static List<CellChange> of(CategorySample reference, CategorySample current) {
    double n = Math.max(1, total(reference));
    double m = Math.max(1, total(current));
    TreeSet<String> all = new TreeSet<>(reference.counts().keySet());
    all.addAll(current.counts().keySet());
    List<CellChange> cells = new ArrayList<>();
    for (String category : all) {
      cells.add(
          new CellChange(
              category,
              reference.counts().getOrDefault(category, 0L) / n,
              current.counts().getOrDefault(category, 0L) / m));
    }
    cells.sort(
        Comparator.<CellChange>comparingDouble(
                cell -> -Math.max(cell.referenceShare(), cell.currentShare()))
            .thenComparing(CellChange::cell));
    if (cells.size() <= CATEGORIES) {
      return cells;
    }
    List<CellChange> shown = new ArrayList<>(cells.subList(0, CATEGORIES));
    List<CellChange> rest = cells.subList(CATEGORIES, cells.size());
    shown.add(
        new CellChange(
            "(" + rest.size() + " others)",
            rest.stream().mapToDouble(CellChange::referenceShare).sum(),
            rest.stream().mapToDouble(CellChange::currentShare).sum()));
    return shown;
  }

  private static long total(CategorySample sample) {
    return sample.counts().values().stream().mapToLong(Long::longValue).sum();
  }
}
