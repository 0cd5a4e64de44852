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
      int length = text[at] >= 0 ? 1 : length(text, at, to);
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** Whether a byte goes on with a character that begins before it. */
  static boolean goesOn(byte b) {
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
