package dev.millrace.ingestion.domain.personal;

/**
 * Characters as the recognisers see them.
 *
 * <p>Only letters of ASCII glue a number to a word: in scripts that write without spaces a number
 * stands directly beside letters.
 */
final class Glyphs {

  /** Spaces that keep groups of digits together. */
  static final String SPACES = " \u00a0\u2007\u202f";

  /** Hyphens, dashes and minus. */
  static final String HYPHENS = "-\u2010\u2011\u2012\u2013\u2212";

  private Glyphs() {}

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  static boolean isSpace(char c) {
    return SPACES.indexOf(c) >= 0;
  }

  static boolean isHyphen(char c) {
    return HYPHENS.indexOf(c) >= 0;
  }

  /** The plain space or hyphen where it is any of them, else itself. */
  static char plain(char c) {
    if (c < 0x80) {
      return c;
    }
    if (isSpace(c)) {
      return ' ';
    }
    return isHyphen(c) ? '-' : c;
  }

  /** Whether a digit stands here; not so outside of the text. */
  static boolean isDigitAt(String text, int at) {
    return at >= 0 && at < text.length() && isDigit(text.charAt(at));
  }

  /** Whether a letter or digit of ASCII stands here; not so outside of the text. */
  static boolean isWordAt(String text, int at) {
    return at >= 0 && at < text.length() && (isDigit(text.charAt(at)) || isLetter(text.charAt(at)));
  }

  /** Whether what stands before this is a point that belongs to a number. */
  static boolean isBehindPoint(String text, int at) {
    return at >= 2 && text.charAt(at - 1) == '.' && isDigit(text.charAt(at - 2));
  }

  /** Whether what stands before this is a hyphen that belongs to a number. */
  static boolean isBehindHyphen(String text, int at) {
    return at >= 2 && isHyphen(text.charAt(at - 1)) && isDigit(text.charAt(at - 2));
  }
}
