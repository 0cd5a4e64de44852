package dev.millrace.ingestion.domain.personal;

import java.util.List;

/**
 * Finds the numbers of payment cards: of a network's first digits and lengths, and with the right
 * check digit. They may be in groups, all with spaces or all with hyphens between them.
 *
 * <p>The first digits keep out what passes the check by chance, one number in ten: times in
 * milliseconds, ids, amounts.
 *
 * <p><i>Source</i>: ISO/IEC 7812-1; the networks' published ranges.
 */
final class Cards {

  static final int FEWEST_DIGITS = 12;

  private static final int MOST_DIGITS = 19;

  /** A group at the beginning that is shorter belongs to something else. */
  private static final int SHORTEST_FIRST_GROUP = 4;

  /**
   * Numbers that begin alike.
   *
   * @param from lowest first four digits
   * @param to highest
   * @param shortest in digits
   * @param longest in digits
   */
  private record Range(int from, int to, int shortest, int longest) {}

  private static final List<Range> RANGES =
      List.of(
          new Range(604, 604, 12, 19), // Maestro's test numbers
          new Range(1800, 1800, 15, 15), // JCB
          new Range(2131, 2131, 15, 15), // JCB
          new Range(2200, 2204, 16, 19), // Mir
          new Range(2221, 2720, 16, 16), // Mastercard
          new Range(3000, 3059, 14, 19), // Diners Club
          new Range(3095, 3095, 14, 19), // Diners Club
          new Range(3400, 3499, 15, 15), // American Express
          new Range(3500, 3599, 16, 19), // JCB, and the whole block that test numbers are of
          new Range(3600, 3699, 14, 19), // Diners Club
          new Range(3700, 3799, 15, 15), // American Express
          new Range(3800, 3999, 14, 19), // Diners Club
          new Range(4000, 4999, 13, 19), // Visa
          new Range(5000, 5099, 12, 19), // Maestro, Dankort, RuPay, Verve
          new Range(5100, 5599, 16, 16), // Mastercard
          new Range(5600, 6999, 12, 19), // Maestro, Discover, UnionPay, RuPay
          new Range(8100, 8299, 16, 19), // UnionPay, RuPay
          new Range(9792, 9792, 16, 16)); // Troy

  private Cards() {}

  static void find(String text, Digits digits, Findings findings) {
    for (int start : digits.starts()) {
      if (!Glyphs.isWordAt(text, start - 1) && !Glyphs.isBehindPoint(text, start)) {
        int end = end(text, start);
        if (end > 0) {
          findings.add(Kind.CARD, start, end);
        }
      }
    }
  }

  /** Where the longest number ends that begins here; -1 where none does. */
  private static int end(String text, int start) {
    int[] digits = new int[MOST_DIGITS];
    int count = 0;
    int best = -1;
    int at = start;
    while (true) {
      while (Glyphs.isDigitAt(text, at)) {
        if (count == MOST_DIGITS) {
          return best;
        }
        digits[count++] = text.charAt(at++) - '0';
      }
      if (count >= FEWEST_DIGITS && !Glyphs.isWordAt(text, at) && isCard(digits, count)) {
        best = at;
      }
      if (count < SHORTEST_FIRST_GROUP || !isBetween(text, start, at)) {
        return best;
      }
      at++;
    }
  }

  /** Whether a space or hyphen stands here, like the one between the groups before. */
  private static boolean isBetween(String text, int start, int at) {
    if (!Glyphs.isDigitAt(text, at + 1)) {
      return false;
    }
    int first = start;
    while (Glyphs.isDigit(text.charAt(first))) {
      first++;
    }
    char between = text.charAt(at);
    char before = text.charAt(first);
    return Glyphs.isSpace(between)
        ? Glyphs.isSpace(before)
        : Glyphs.isHyphen(between) && Glyphs.isHyphen(before);
  }

  private static boolean isCard(int[] digits, int count) {
    int first = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
    return RANGES.stream()
            .anyMatch(
                range ->
                    range.from() <= first
                        && first <= range.to()
                        && range.shortest() <= count
                        && count <= range.longest())
        && passesLuhn(digits, count);
  }

  private static boolean passesLuhn(int[] digits, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      int digit = digits[count - 1 - i];
      int weighed = i % 2 == 0 ? digit : 2 * digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10 == 0;
  }
}
