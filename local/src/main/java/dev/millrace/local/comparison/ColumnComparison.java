package dev.millrace.local.comparison;

import dev.millrace.platform.drift.domain.CellChange;
import dev.millrace.platform.drift.domain.Comparison;
import java.util.List;
import java.util.Objects;

/**
 * A column in both files.
 *
 * @param rows of the reference, missing values among them
 * @param currentRows of the other file
 * @param distribution shares of intervals, categories or words in both, in the order to show them
 */
public record ColumnComparison(
    String column,
    Comparison comparison,
    long rows,
    long currentRows,
    List<CellChange> distribution) {

  public ColumnComparison {
    Objects.requireNonNull(column, "column");
    Objects.requireNonNull(comparison, "comparison");
    distribution = List.copyOf(distribution);
  }
}
