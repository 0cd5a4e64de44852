package dev.millrace.ingestion.domain.personal;

import dev.millrace.ingestion.domain.json.EightBytes;
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
    byte[] lowBytes = lowBytes(text);
    int[] starts = new int[8];
    int runs = 0;
    int total = 0;
    long before = 0;
    for (int at = 0; at < lowBytes.length; at += Long.BYTES) {
      long eight = EightBytes.upTo(lowBytes, at, lowBytes.length);
      long digits = confirmed(EightBytes.between(eight, '0', '9'), text, at);
      total += Long.bitCount(digits);
      long first = digits & ~EightBytes.behind(digits, before);
      for (long rest = first; rest != 0; rest &= rest - 1) {
        if (runs == starts.length) {
          starts = Arrays.copyOf(starts, 2 * runs);
        }
        starts[runs++] = at + EightBytes.beforeFirst(rest);
      }
      before = digits;
    }
    return new Digits(total, Arrays.copyOf(starts, runs));
  }

  /** Of each character; those beyond U+00FF may have that of a digit. */
  @SuppressWarnings("deprecation") // Nothing else keeps every character in its place.
  private static byte[] lowBytes(String text) {
    byte[] bytes = new byte[text.length()];
    text.getBytes(0, bytes.length, bytes, 0);
    return bytes;
  }

  /** The marks without those of other characters. */
  private static long confirmed(long marks, String text, int at) {
    long digits = marks;
    for (long rest = marks; rest != 0; rest &= rest - 1) {
      if (!Glyphs.isDigit(text.charAt(at + EightBytes.beforeFirst(rest)))) {
        digits &= ~Long.lowestOneBit(rest);
      }
    }
    return digits;
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
