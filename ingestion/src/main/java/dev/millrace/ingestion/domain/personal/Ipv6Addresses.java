package dev.millrace.ingestion.domain.personal;

/**
 * Finds addresses of IPv6, with zone or prefix length where they are given.
 *
 * <p>An address without any digit is not claimed, {@code ::} excepted: {@code face::bad} is a name
 * in too many languages.
 *
 * <p><i>Source</i>: RFC 4291, section 2.2; RFC 4007, section 11.
 */
final class Ipv6Addresses {

  private static final int LONGEST_PREFIX = 128;
  private static final int GROUPS = 8;
  private static final int LONGEST_GROUP = 4;

  /** Of an address with nothing left out, and that of version 4 at its end. */
  static final int FEWEST_COLONS = 6;

  private Ipv6Addresses() {}

  /** Whether there are colons enough: two that stand together, or six. */
  static boolean mayBeIn(String text) {
    int colons = 0;
    for (int at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
      colons++;
      if (colons == FEWEST_COLONS || text.startsWith("::", at)) {
        return true;
      }
    }
    return false;
  }

  static void find(String text, Findings findings) {
    int at = 0;
    while (at < text.length()) {
      if (!isPart(text.charAt(at))) {
        at++;
        continue;
      }
      int from = at;
      while (at < text.length() && isPart(text.charAt(at))) {
        at++;
      }
      int start = withoutMarksBefore(text, from, at);
      int end = withoutMarksBehind(text, start, at);
      boolean stands = start > from || !Glyphs.isWordAt(text, from - 1);
      if (stands && !Glyphs.isWordAt(text, end) && isAddress(text, start, end)) {
        findings.add(Kind.IP, start, withZoneOrPrefix(text, end));
      }
    }
  }

  private static boolean isPart(char c) {
    return Glyphs.isHex(c) || c == ':' || c == '.';
  }

  /** A colon of the sentence: {@code ip:2001:db8::1}. */
  private static int withoutMarksBefore(String text, int from, int to) {
    int start = from;
    while (start < to && text.charAt(start) == '.') {
      start++;
    }
    boolean single = start + 1 < to && text.charAt(start) == ':' && text.charAt(start + 1) != ':';
    return single ? start + 1 : start;
  }

  /** Full stops and a colon of the sentence. */
  private static int withoutMarksBehind(String text, int from, int to) {
    int end = to;
    while (end > from && text.charAt(end - 1) == '.') {
      end--;
    }
    boolean single = end - from > 1 && text.charAt(end - 1) == ':' && text.charAt(end - 2) != ':';
    return single ? end - 1 : end;
  }

  private static boolean isAddress(String text, int from, int to) {
    int groups = 0;
    boolean shortened = false;
    boolean hasDigit = false;
    int at = from;
    if (text.startsWith("::", from) && to - from >= 2) {
      shortened = true;
      at += 2;
    }
    while (at < to) {
      int end = at;
      while (end < to && Glyphs.isHex(text.charAt(end))) {
        hasDigit |= Glyphs.isDigit(text.charAt(end));
        end++;
      }
      if (end < to && text.charAt(end) == '.') {
        boolean fits = shortened ? groups < GROUPS - 2 : groups == GROUPS - 2;
        return fits && Ipv4Addresses.end(text, at) == to;
      }
      if (end == at || end - at > LONGEST_GROUP) {
        return false;
      }
      groups++;
      if (end == to) {
        break;
      }
      at = end + 1;
      if (at == to) {
        return false;
      }
      if (text.charAt(at) == ':') {
        if (shortened) {
          return false;
        }
        shortened = true;
        at++;
      }
    }
    return (shortened ? groups < GROUPS : groups == GROUPS)
        && (hasDigit || (shortened && groups == 0));
  }

  private static int withZoneOrPrefix(String text, int end) {
    if (end >= text.length() || text.charAt(end) != '%') {
      return Ipv4Addresses.withPrefix(text, end, LONGEST_PREFIX);
    }
    int at = end + 1;
    while (Glyphs.isWordAt(text, at)) {
      at++;
    }
    return at > end + 1 ? at : end;
  }
}
