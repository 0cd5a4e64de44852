package dev.millrace.ingestion.domain.personal;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds international bank account numbers: of a country that has them, of its length, and with the
 * right check digits. They may be in groups, with a space or hyphen between two.
 *
 * <p><i>Source</i>: ISO 13616; SWIFT IBAN registry, release 99.
 */
final class Ibans {

  /** Check digits and the shortest number of an account; every country's has more. */
  static final int FEWEST_DIGITS = 10;

  private static final int MODULUS = 97;

  /** Whole length by country. */
  private static final Map<String, Integer> LENGTHS =
      Stream.of(
              ("AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24"
                      + " DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23"
                      + " GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20"
                      + " LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31"
                      + " MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24"
                      + " SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22"
                      + " VG24 XK20 YE30")
                  .split(" "))
          .collect(
              Collectors.toUnmodifiableMap(
                  entry -> entry.substring(0, 2), entry -> Integer.parseInt(entry.substring(2))));

  private Ibans() {}

  static void find(String text, Digits digits, Findings findings) {
    for (int checkDigits : digits.starts()) {
      int start = checkDigits - 2;
      if (start >= 0
          && Glyphs.isLetter(text.charAt(start))
          && Glyphs.isLetter(text.charAt(start + 1))
          && Glyphs.isDigitAt(text, checkDigits + 1)
          && !Glyphs.isWordAt(text, start - 1)) {
        int end = end(text, start);
        if (end > 0) {
          findings.add(Kind.IBAN, start, end);
        }
      }
    }
  }

  /** Where the number ends that begins here; -1 where none does. */
  private static int end(String text, int start) {
    Integer length = LENGTHS.get(text.substring(start, start + 2).toUpperCase(Locale.ROOT));
    if (length == null) {
      return -1;
    }
    StringBuilder plain = new StringBuilder(length);
    int at = start;
    while (at < text.length() && plain.length() < length) {
      char c = text.charAt(at);
      if (Glyphs.isDigit(c) || Glyphs.isLetter(c)) {
        plain.append(c);
      } else if (!isBetween(text, at)) {
        return -1;
      }
      at++;
    }
    return plain.length() == length && !Glyphs.isWordAt(text, at) && isSound(plain) ? at : -1;
  }

  private static boolean isBetween(String text, int at) {
    return (Glyphs.isSpace(text.charAt(at)) || Glyphs.isHyphen(text.charAt(at)))
        && Glyphs.isWordAt(text, at - 1);
  }

  private static boolean isSound(CharSequence number) {
    int rest = 0;
    int digits = 0;
    for (int i = 0; i < number.length(); i++) {
      int value = Character.digit(number.charAt((i + 4) % number.length()), Character.MAX_RADIX);
      digits += value < 10 ? 1 : 0;
      rest = (rest * (value < 10 ? 10 : 100) + value) % MODULUS;
    }
    return rest == 1 && digits >= FEWEST_DIGITS;
  }
}
