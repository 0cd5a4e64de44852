package dev.millrace.ingestion.domain.personal;

/**
 * Finds social security numbers of the United States in their written form, with hyphens or spaces
 * between the three parts. Nine digits in a row are not claimed: everything else looks like that
 * too.
 *
 * <p><i>Source</i>: Social Security Administration: no area 000, 666 or from 900 on, no group 00,
 * no serial 0000.
 */
final class SocialSecurityNumbers {

  private static final int FIRST_MARK = 3;
  private static final int SECOND_MARK = 6;
  private static final int LENGTH = 11;

  private SocialSecurityNumbers() {}

  static void find(String text, Digits digits, Findings findings) {
    for (int start : digits.starts()) {
      if (hasForm(text, start)
          && isIssued(text, start)
          && !Glyphs.isWordAt(text, start - 1)
          && !Glyphs.isBehindHyphen(text, start)
          && !Glyphs.isBehindPoint(text, start)) {
        findings.add(Kind.SSN, start, start + LENGTH);
      }
    }
  }

  private static boolean hasForm(String text, int start) {
    int end = start + LENGTH;
    if (end > text.length() || !areAlike(text, start + FIRST_MARK, start + SECOND_MARK)) {
      return false;
    }
    for (int at = start; at < end; at++) {
      boolean isMark = at == start + FIRST_MARK || at == start + SECOND_MARK;
      if (!isMark && !Glyphs.isDigit(text.charAt(at))) {
        return false;
      }
    }
    boolean goesOn =
        end < text.length() && Glyphs.isHyphen(text.charAt(end)) && Glyphs.isDigitAt(text, end + 1);
    return !Glyphs.isWordAt(text, end) && !goesOn;
  }

  private static boolean areAlike(String text, int first, int second) {
    char one = text.charAt(first);
    char other = text.charAt(second);
    return (Glyphs.isSpace(one) && Glyphs.isSpace(other))
        || (Glyphs.isHyphen(one) && Glyphs.isHyphen(other));
  }

  private static boolean isIssued(String text, int start) {
    return text.charAt(start) != '9'
        && !text.startsWith("000", start)
        && !text.startsWith("666", start)
        && !text.startsWith("00", start + FIRST_MARK + 1)
        && !text.startsWith("0000", start + SECOND_MARK + 1);
  }
}
