package dev.millrace.ingestion.domain.personal;

/**
 * Finds addresses of IPv4 in dotted form, with the length of a prefix where it is given.
 *
 * <p>None begins with a zero and another digit: phone numbers do.
 */
final class Ipv4Addresses {

  private static final int LONGEST_PREFIX = 32;
  private static final int LARGEST_OCTET = 255;

  private Ipv4Addresses() {}

  static void find(String text, Digits digits, Findings findings) {
    for (int start : digits.starts()) {
      if (!Glyphs.isWordAt(text, start - 1) && !Glyphs.isBehindPoint(text, start)) {
        int end = end(text, start);
        if (end > 0 && !Glyphs.isWordAt(text, end)) {
          findings.add(Kind.IP, start, withPrefix(text, end, LONGEST_PREFIX));
        }
      }
    }
  }

  /** Where the four numbers end that begin here; -1 where there are not four. */
  static int end(String text, int start) {
    if (Glyphs.isDigitAt(text, start + 1) && text.charAt(start) == '0') {
      return -1;
    }
    int at = start;
    for (int octet = 1; octet <= 4; octet++) {
      int value = 0;
      int from = at;
      while (Glyphs.isDigitAt(text, at) && at - from < 4) {
        value = value * 10 + text.charAt(at++) - '0';
      }
      if (at == from || at - from > 3 || value > LARGEST_OCTET) {
        return -1;
      }
      if (octet < 4) {
        if (at >= text.length() || text.charAt(at) != '.') {
          return -1;
        }
        at++;
      }
    }
    return at;
  }

  /** Where a prefix length ends that may stand behind an address; the address's end without. */
  static int withPrefix(String text, int end, int longest) {
    if (end >= text.length() || text.charAt(end) != '/') {
      return end;
    }
    int length = 0;
    int at = end + 1;
    while (Glyphs.isDigitAt(text, at) && at - end <= 3) {
      length = length * 10 + text.charAt(at++) - '0';
    }
    return at > end + 1 && length <= longest && !Glyphs.isWordAt(text, at) ? at : end;
  }
}
