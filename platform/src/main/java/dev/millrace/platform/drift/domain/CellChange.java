package dev.millrace.platform.drift.domain;

import java.util.Comparator;
import java.util.Objects;

/**
 * A cell and what became of it: an interval, a category or a word.
 *
 * @param referenceShare share of the reference's values in it, 0 to 1
 * @param currentShare share of the window's values in it, 0 to 1
 */
public record CellChange(String cell, double referenceShare, double currentShare) {

  /** So many are told. */
  static final int MOST = 10;

  static final Comparator<CellChange> LARGEST_FIRST =
      Comparator.<CellChange>comparingDouble(change -> -Math.abs(change.difference()))
          .thenComparing(CellChange::cell);

  public CellChange {
    Objects.requireNonNull(cell, "cell");
  }

  /** By how much the share changed. */
  public double difference() {
    return currentShare - referenceShare;
  }
}
