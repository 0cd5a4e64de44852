package dev.millrace.ingestion.domain.personal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds phone numbers in the forms that are theirs alone.
 *
 * <p><i>Shape</i>: international, with a plus or 00 in front; North American, in three groups; and
 * national with a leading 0, in groups. Numbers in a row without any of these, and numbers of one
 * town alone, are not claimed: ids and amounts look like that too. Nor is what is written like a
 * social security number.
 *
 * <p><i>Source</i>: ITU-T E.123 and E.164: at most 15 digits.
 */
final class PhoneNumbers {

  static final int FEWEST_DIGITS = 8;

  private static final int FEWEST_NATIONAL_DIGITS = 9;
  private static final int MOST_NATIONAL_DIGITS = 11;

  /** No number is written longer: it bounds what each place costs. */
  private static final int LONGEST = 48;

  private static final String MARKS = "+()./" + Glyphs.SPACES + Glyphs.HYPHENS;

  private static final String BETWEEN = "[- ./]";
  private static final String BETWEEN_OR_BRACKET = "[- ./()]{0,2}+";
  private static final String EXTENSION = "(?: ?(?:x|ext\\.?|#) ?\\d{1,6})?";
  private static final String END = "(?![A-Za-z0-9]|-\\d)";

  /** So many characters behind a number tell whether it ends there. */
  private static final int BEHIND = 2;

  private static final Pattern INTERNATIONAL =
      Pattern.compile(
          "(?:\\+[(]?|00(?=[1-9]\\d{0,3}"
              + BETWEEN
              + "))[1-9](?:"
              + BETWEEN_OR_BRACKET
              + "\\d){7,14}"
              + EXTENSION
              + END);

  private static final Pattern NORTH_AMERICAN =
      Pattern.compile(
          "(?:1[-. ])?(?:\\([2-9]\\d\\d\\) ?\\d{3}[-. ]|[2-9]\\d\\d([-. ])\\d{3}\\1)\\d{4}"
              + EXTENSION
              + END);

  private static final Pattern NATIONAL =
      Pattern.compile(
          "(?:\\(0[1-9]\\d{0,3}\\) ?\\d{2,8}(?:[- ]\\d{2,5}){0,3}"
              + "|(?!\\d{3}[- ]\\d\\d[- ]\\d{4}(?!\\d))0[1-9]\\d{0,4}("
              + BETWEEN
              + ")\\d{2,8}(?:\\1\\d{2,5}){0,4})"
              + END);

  private PhoneNumbers() {}

  static void find(String text, Digits digits, Findings findings) {
    int free = 0;
    for (int digit : digits.starts()) {
      int start = start(text, digit);
      int end = start < free ? -1 : end(text, start);
      if (end < 0 && start < digit && digit >= free) {
        start = digit;
        end = end(text, start);
      }
      if (end > 0) {
        findings.add(Kind.PHONE, start, end);
        free = end;
      }
    }
  }

  /** A plus or an opening bracket in front may belong to the number. */
  private static int start(String text, int digit) {
    int start = digit;
    if (start > 0 && text.charAt(start - 1) == '(') {
      start--;
    }
    return start > 0 && text.charAt(start - 1) == '+' ? start - 1 : start;
  }

  private static int end(String text, int start) {
    if (!stands(text, start) || !hasEnoughDigits(text, start)) {
      return -1;
    }
    int length = formLength(plain(text, start));
    return length < 0 ? -1 : start + length;
  }

  private static boolean stands(String text, int start) {
    if (Glyphs.isWordAt(text, start - 1)) {
      return text.charAt(start) == '(';
    }
    boolean goesOn =
        start > 1 && "./+".indexOf(text.charAt(start - 1)) >= 0 && Glyphs.isWordAt(text, start - 2);
    return !goesOn && !Glyphs.isBehindHyphen(text, start);
  }

  /** Keeps dates, times and amounts from the expressions, which cost more. */
  private static boolean hasEnoughDigits(String text, int start) {
    int digits = 0;
    int to = Math.min(text.length(), start + LONGEST);
    for (int at = start; at < to && digits < FEWEST_DIGITS; at++) {
      char c = text.charAt(at);
      if (Glyphs.isDigit(c)) {
        digits++;
      } else if (MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return digits >= FEWEST_DIGITS;
  }

  private static int formLength(String plain) {
    char first = plain.charAt(0);
    if (first == '+') {
      return length(INTERNATIONAL, plain, LONGEST);
    }
    int length = length(first == '0' ? INTERNATIONAL : NORTH_AMERICAN, plain, LONGEST);
    return length > 0 || (first != '0' && first != '(') ? length : nationalLength(plain);
  }

  /** Of too many digits the last groups are of what follows: {@code 030 12345678 10 times}. */
  private static int nationalLength(String plain) {
    int length = length(NATIONAL, plain, LONGEST);
    while (length > 0 && digits(plain, length) > MOST_NATIONAL_DIGITS) {
      length = length(NATIONAL, plain, plain.lastIndexOf(' ', length - 1));
    }
    return length > 0 && digits(plain, length) >= FEWEST_NATIONAL_DIGITS ? length : -1;
  }

  private static int digits(String plain, int to) {
    int digits = 0;
    for (int at = 0; at < to; at++) {
      digits += Glyphs.isDigit(plain.charAt(at)) ? 1 : 0;
    }
    return digits;
  }

  /** What stands from here on, with each space and hyphen the plain one. */
  private static String plain(String text, int start) {
    char[] plain = new char[Math.min(text.length() - start, LONGEST + BEHIND)];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = Glyphs.plain(text.charAt(start + i));
    }
    return new String(plain);
  }

  /** How much of the first characters has the form; -1 where they do not begin with it. */
  private static int length(Pattern form, String plain, int first) {
    Matcher matcher = form.matcher(plain);
    matcher.useTransparentBounds(true).region(0, Math.max(0, Math.min(first, plain.length())));
    return matcher.lookingAt() ? matcher.end() : -1;
  }
}
