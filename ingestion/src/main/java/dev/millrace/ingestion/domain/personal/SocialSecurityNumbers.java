package dev.millrace.ingestion.domain.personal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds social security numbers of the United States in their written form, with hyphens or spaces
 * between the three parts. Nine digits in a row are not claimed: everything else looks like that
 * too.
 *
 * <p><i>Source</i>: Social Security Administration: no area 000, 666 or from 900 on, no group 00,
 * no serial 0000.
 */
final class SocialSecurityNumbers {

  private static final Pattern NUMBER =
      Pattern.compile(
          "(?!000|666|9)\\d{3}(?:H(?!00)\\d\\dH|S(?!00)\\d\\dS)(?!0000)\\d{4}(?![A-Za-z0-9]|H\\d)"
              .replace("H", "[" + Glyphs.HYPHENS + "]")
              .replace("S", "[" + Glyphs.SPACES + "]"));

  private SocialSecurityNumbers() {}

  static void find(String text, Findings findings) {
    Matcher number = NUMBER.matcher(text);
    int from = 0;
    while (number.find(from)) {
      int start = number.start();
      boolean stands =
          !Glyphs.isWordAt(text, start - 1)
              && !Glyphs.isBehindHyphen(text, start)
              && !Glyphs.isBehindPoint(text, start);
      if (stands) {
        findings.add(Kind.SSN, start, number.end());
      }
      from = stands ? number.end() : start + 1;
    }
  }
}
