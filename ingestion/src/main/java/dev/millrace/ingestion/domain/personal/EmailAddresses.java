package dev.millrace.ingestion.domain.personal;

/**
 * Finds e-mail addresses by their sign.
 *
 * <p><i>Shape</i>: to the left what RFC 5322 calls an atom, with dots, and letters of any script
 * (RFC 6531); to the right a domain of two labels or more whose last one is of letters or {@code
 * xn--…}. Quoted local parts and addresses in brackets are not claimed.
 */
final class EmailAddresses {

  private static final String ATOM_MARKS = "!#$%&'*+-/=?^_`{|}~.";
  private static final String PUNYCODE = "xn--";
  private static final char LAST_OF_ASCII = '\u007f';

  private EmailAddresses() {}

  static void find(String text, Findings findings) {
    int free = 0;
    for (int sign = text.indexOf('@'); sign >= 0; sign = text.indexOf('@', sign + 1)) {
      int start = localStart(text, free, sign);
      int end = start < sign ? domainEnd(text, sign + 1) : -1;
      if (end > 0) {
        findings.add(Kind.EMAIL, start, end);
        free = end;
      }
    }
  }

  /** Marks in front, such as quotes, are no part of the address. */
  private static int localStart(String text, int free, int sign) {
    int start = sign;
    while (start > free && isLocal(text.charAt(start - 1))) {
      start--;
    }
    while (start < sign && ATOM_MARKS.indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    return start;
  }

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c) || ATOM_MARKS.indexOf(c) >= 0;
  }

  /** Where the longest domain ends that begins here; -1 where none does. */
  private static int domainEnd(String text, int from) {
    int end = -1;
    int label = from;
    for (int labels = 1; ; labels++) {
      int at = label;
      while (at < text.length() && isLabel(text.charAt(at))) {
        at++;
      }
      if (at == label) {
        return end;
      }
      int top = labels > 1 ? topEnd(text, label, at) : -1;
      if (top > 0) {
        end = top;
      }
      if (at == text.length() || text.charAt(at) != '.') {
        return end;
      }
      label = at + 1;
    }
  }

  private static boolean isLabel(char c) {
    return Character.isLetterOrDigit(c) || c == '-';
  }

  /**
   * Where the label ends if the domain ends with it; -1 where it cannot. No top-level domain mixes
   * ASCII with other letters: those are the next word, in scripts that write without spaces.
   */
  private static int topEnd(String text, int from, int to) {
    int at = from;
    if (text.regionMatches(true, from, PUNYCODE, 0, PUNYCODE.length())) {
      while (at < to && text.charAt(at) <= LAST_OF_ASCII) {
        at++;
      }
      return at;
    }
    boolean latin = Glyphs.isLetter(text.charAt(from));
    while (at < to && (latin ? Glyphs.isLetter(text.charAt(at)) : isLetter(text.charAt(at)))) {
      at++;
    }
    return at - from >= 2 ? at : -1;
  }

  private static boolean isLetter(char c) {
    return c > LAST_OF_ASCII && Character.isLetter(c);
  }
}
