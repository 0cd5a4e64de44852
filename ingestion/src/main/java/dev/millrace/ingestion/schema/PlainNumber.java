package dev.millrace.ingestion.schema;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import java.util.OptionalInt;

/**
 * A number as most are written: some digits, perhaps with a point among them.
 *
 * @param unscaled its digits, without the point
 * @param scale how many of them stand behind the point
 */
record PlainNumber(long unscaled, int scale) {

  /** As many characters hold no number that a long does not. */
  static final int MOST_CHARACTERS = 18;

  /** Bounds that may be compared with: times ten to the largest scale they still fit a long. */
  static final long MOST_BOUND = 1_000_000_000L;

  private static final int MOST_SCALE = 9;

  /** Whether a number is written so. */
  static boolean isOne(JsonValue.Numeric number) {
    Slice slice = number.slice();
    return slice.length() <= MOST_CHARACTERS && !hasExponent(slice);
  }

  /** Whether it is written so, and without a point. */
  static boolean isWhole(JsonValue.Numeric number) {
    Slice slice = number.slice();
    return isOne(number) && scale(slice) == 0;
  }

  /**
   * How it compares with a bound, as {@link Long#compare} says it; nothing where that takes more.
   *
   * @param bound at most {@link #MOST_BOUND}, in either direction
   */
  static OptionalInt compare(JsonValue.Numeric number, long bound) {
    if (!isOne(number)) {
      return OptionalInt.empty();
    }
    PlainNumber plain = of(number.slice());
    if (plain.scale() > MOST_SCALE) {
      return OptionalInt.empty();
    }
    long scaled = bound;
    for (int i = 0; i < plain.scale(); i++) {
      scaled *= 10;
    }
    return OptionalInt.of(Long.compare(plain.unscaled(), scaled));
  }

  private static PlainNumber of(Slice slice) {
    byte[] text = slice.source();
    boolean isNegative = text[slice.from()] == '-';
    long digits = 0;
    for (int i = isNegative ? slice.from() + 1 : slice.from(); i < slice.to(); i++) {
      if (text[i] != '.') {
        digits = 10 * digits + text[i] - '0';
      }
    }
    return new PlainNumber(isNegative ? -digits : digits, scale(slice));
  }

  private static int scale(Slice slice) {
    for (int i = slice.from(); i < slice.to(); i++) {
      if (slice.source()[i] == '.') {
        return slice.to() - i - 1;
      }
    }
    return 0;
  }

  private static boolean hasExponent(Slice slice) {
    for (int i = slice.from(); i < slice.to(); i++) {
      byte b = slice.source()[i];
      if (b == 'e' || b == 'E') {
        return true;
      }
    }
    return false;
  }
}
