package dev.millrace.ingestion.domain.personal;

import java.util.Arrays;

/**
 * The digits of a text: how many, and where each run of them begins. Every number begins at one, so
 * the recognisers of numbers need not look anywhere else.
 */
final class Digits {

  private final int total;
  private final int[] starts;

  private Digits(int total, int[] starts) {
    this.total = total;
    this.starts = starts;
  }

  static Digits of(String text) {
    int[] starts = new int[8];
    int runs = 0;
    int total = 0;
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      boolean isDigit = Glyphs.isDigit(text.charAt(i));
      if (isDigit) {
        total++;
        if (!inside) {
          if (runs == starts.length) {
            starts = Arrays.copyOf(starts, 2 * runs);
          }
          starts[runs++] = i;
        }
      }
      inside = isDigit;
    }
    return new Digits(total, Arrays.copyOf(starts, runs));
  }

  /** How many there are. */
  int total() {
    return total;
  }

  /** First digits of the runs, from left to right; not to be changed. */
  int[] starts() {
    return starts;
  }
}
