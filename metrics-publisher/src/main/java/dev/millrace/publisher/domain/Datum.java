package dev.millrace.publisher.domain;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The values of a series at one moment, as a call carries them.
 *
 * @param counts how often each value is there, {@value #MOST_VALUES} of them at most
 */
public record Datum(Series series, Instant at, SortedMap<Double, Integer> counts) {

  /** What one datum may hold. */
  public static final int MOST_VALUES = 150;

  /** Around the name, the time and the unit, on the safe side. */
  private static final int FRAME_BYTES = 160;

  private static final int LABEL_FRAME_BYTES = 32;
  private static final int VALUE_BYTES = 20;

  public Datum {
    if (counts.isEmpty() || counts.size() > MOST_VALUES) {
      throw new IllegalArgumentException(
          "a datum has 1 to " + MOST_VALUES + " values, got " + counts.size());
    }
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  /** What it takes on the wire at most. */
  int bytes() {
    int labels = 0;
    for (var label : series.labels().entrySet()) {
      labels +=
          LABEL_FRAME_BYTES + label.getKey().cloudWatchName().length() + label.getValue().length();
    }
    return FRAME_BYTES
        + series.metric().cloudWatchName().length()
        + labels
        + VALUE_BYTES * counts.size();
  }
}
