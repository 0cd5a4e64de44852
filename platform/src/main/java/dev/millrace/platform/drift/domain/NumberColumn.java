package dev.millrace.platform.drift.domain;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Gathers numbers from their texts: eight bytes for each.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class NumberColumn {

  private double[] values = new double[64];
  private int count;
  private long nulls;
  private long invalid;

  /** Adds one value; null where there is none. */
  public void add(@Nullable String text) {
    if (text == null) {
      nulls++;
      return;
    }
    OptionalDouble number = NumberText.parse(text);
    if (number.isEmpty()) {
      invalid++;
      return;
    }
    if (count == values.length) {
      values = Arrays.copyOf(values, count + (count >> 1));
    }
    values[count++] = number.getAsDouble();
  }

  /** What was added. */
  public NumberSample sample() {
    return NumberSample.of(Arrays.copyOf(values, count), nulls, invalid);
  }
}
