package dev.millrace.ingestion.domain.json;

/**
 * Tells text in UTF-8 from bytes that are none, without decoding it.
 *
 * <p><i>Source</i>: RFC 3629, section 4: the shortest form only, no surrogates, nothing beyond
 * U+10FFFF.
 */
final class Utf8 {

  private static final int FIRST_OF_TWO = 0xC2;
  private static final int FIRST_OF_THREE = 0xE0;
  private static final int BEFORE_SURROGATES = 0xED;
  private static final int FIRST_OF_FOUR = 0xF0;
  private static final int LAST_OF_FOUR = 0xF4;

  private Utf8() {}

  static boolean isValid(byte[] text, int from, int to) {
    int at = from;
    while (at < to) {
      if (text[at] >= 0) {
        at = asciiEnd(text, at + 1, to);
        continue;
      }
      int length = length(text, at, to);
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** How many characters of Unicode a valid text has. */
  static int characters(byte[] text, int from, int to) {
    int characters = to - from;
    for (int at = from; at < to; at += Long.BYTES) {
      characters -= Long.bitCount(EightBytes.goingOn(EightBytes.upTo(text, at, to)));
    }
    return characters;
  }

  /** The first byte from here on that is no character of ASCII. */
  private static int asciiEnd(byte[] text, int from, int to) {
    int at = from;
    while (at + Long.BYTES <= to) {
      long beyond = EightBytes.beyondAscii(EightBytes.at(text, at));
      if (beyond != 0) {
        return at + EightBytes.beforeFirst(beyond);
      }
      at += Long.BYTES;
    }
    while (at < to && text[at] >= 0) {
      at++;
    }
    return at;
  }

  /** Whether a byte goes on with a character that begins before it. */
  private static boolean goesOn(byte b) {
    return (b & 0xC0) == 0x80;
  }

  /** Of the character of several bytes here; 0 where none is. */
  private static int length(byte[] text, int at, int to) {
    int first = text[at] & 0xFF;
    if (first < FIRST_OF_TWO || first > LAST_OF_FOUR) {
      return 0;
    }
    int length = first < FIRST_OF_THREE ? 2 : first < FIRST_OF_FOUR ? 3 : 4;
    if (at + length > to) {
      return 0;
    }
    for (int i = at + 1; i < at + length; i++) {
      if (!goesOn(text[i])) {
        return 0;
      }
    }
    return isShortestAndAllowed(first, text[at + 1] & 0xFF) ? length : 0;
  }

  private static boolean isShortestAndAllowed(int first, int second) {
    return switch (first) {
      case FIRST_OF_THREE -> second >= 0xA0;
      case BEFORE_SURROGATES -> second < 0xA0;
      case FIRST_OF_FOUR -> second >= 0x90;
      case LAST_OF_FOUR -> second < 0x90;
      default -> true;
    };
  }
}
