package dev.millrace.ingestion.domain.personal;

import dev.millrace.ingestion.domain.json.EightBytes;
import dev.millrace.ingestion.domain.json.Slice;

/**
 * Tells from the bytes of a text in UTF-8, eight at a time, whether recognisers could find
 * anything. Most texts end here and are not decoded for it.
 *
 * <p>What is looked for is all ASCII, so it is the same in the bytes as in the characters.
 */
final class FirstLook {

  private FirstLook() {}

  /**
   * Whether there is a sign of e-mail, or as many digits, or colons as an address of IPv6 has:
   * {@link Ipv6Addresses#mayBeIn}.
   */
  static boolean mayHold(Slice text, int fewestDigits) {
    int digits = 0;
    int colons = 0;
    long colonsBefore = 0;
    for (int at = text.from(); at < text.to(); at += Long.BYTES) {
      long eight = EightBytes.upTo(text.source(), at, text.to());
      // Digits, the colon and the sign stand close together, and little of a text among them.
      if (EightBytes.between(eight, '0', '@') == 0) {
        colonsBefore = 0;
        continue;
      }
      long someColons = EightBytes.between(eight, ':', ':');
      digits += Long.bitCount(EightBytes.between(eight, '0', '9'));
      colons += Long.bitCount(someColons);
      if (digits >= fewestDigits
          || colons >= Ipv6Addresses.FEWEST_COLONS
          || (someColons & EightBytes.behind(someColons, colonsBefore)) != 0
          || EightBytes.between(eight, '@', '@') != 0) {
        return true;
      }
      colonsBefore = someColons;
    }
    return false;
  }
}
