package dev.millrace.ingestion.domain.personal;

import java.util.List;
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

  private static final String BETWEEN = "[" + Glyphs.HYPHENS + Glyphs.SPACES + "./]";
  private static final String BETWEEN_OR_BRACKET =
      "[" + Glyphs.HYPHENS + Glyphs.SPACES + "./()]{0,2}";
  private static final String EXTENSION = "(?: ?(?:x|ext\\.?|#) ?\\d{1,6})?";
  private static final String END = "(?![A-Za-z0-9]|[" + Glyphs.HYPHENS + "]\\d)";

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

  private static final List<Pattern> FORMS = List.of(INTERNATIONAL, NORTH_AMERICAN, NATIONAL);

  private PhoneNumbers() {}

  static void find(String text, Findings findings) {
    List<Matcher> forms = FORMS.stream().map(form -> form.matcher(text)).toList();
    forms.forEach(form -> form.useTransparentBounds(true));
    for (int at = 0; at < text.length(); at++) {
      if (mayBegin(text, at)) {
        int end = end(text, at, forms);
        if (end > 0) {
          findings.add(Kind.PHONE, at, end);
          at = end - 1;
        }
      }
    }
  }

  private static boolean mayBegin(String text, int at) {
    char c = text.charAt(at);
    if (c != '+' && c != '(' && !Glyphs.isDigit(c)) {
      return false;
    }
    if (Glyphs.isWordAt(text, at - 1)) {
      return c == '(';
    }
    boolean continues =
        at > 1 && "./+".indexOf(text.charAt(at - 1)) >= 0 && Glyphs.isWordAt(text, at - 2);
    return !continues && !Glyphs.isBehindHyphen(text, at);
  }

  private static int end(String text, int at, List<Matcher> forms) {
    for (Matcher form : forms) {
      form.region(at, Math.min(text.length(), at + LONGEST));
      if (form.lookingAt() && hasRightLength(form, text, at)) {
        return form.end();
      }
    }
    return -1;
  }

  private static boolean hasRightLength(Matcher form, String text, int at) {
    if (form.pattern() != NATIONAL) {
      return true;
    }
    long digits = text.substring(at, form.end()).chars().filter(Character::isDigit).count();
    return digits >= FEWEST_NATIONAL_DIGITS && digits <= MOST_NATIONAL_DIGITS;
  }
}
