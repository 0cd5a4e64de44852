package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Decodes UTF-8 that is ASCII but for a few letters, as most texts of Western Europe are.
 *
 * <p>Java's own decoder is the faster one for ASCII alone; behind the first other character it goes
 * on byte by byte. This one goes on by eight, up to U+00FF; from what lies beyond, Java's takes
 * over.
 */
final class LatinText {

  private static final int FIRST_BITS_OF_TWO = 0xFE;

  /** Begins the characters from U+0080 to U+00BF; the next byte those up to U+00FF. */
  private static final int LEAD = 0xC2;

  private static final int LATER_BITS = 0x3F;

  private LatinText() {}

  /** The text of these bytes, which are known to be UTF-8. */
  static String decoded(byte[] text, int from, int to) {
    byte[] latin = new byte[to - from];
    int length = 0;
    int at = from;
    while (at < to) {
      if (at + Long.BYTES <= to) {
        // There is room: as many bytes are left as were read, or more.
        long eight = EightBytes.at(text, at);
        EightBytes.put(latin, length, eight);
        long beyond = EightBytes.beyondAscii(eight);
        if (beyond == 0) {
          at += Long.BYTES;
          length += Long.BYTES;
          continue;
        }
        int ascii = EightBytes.beforeFirst(beyond);
        at += ascii;
        length += ascii;
      }
      byte b = text[at++];
      if (b < 0) {
        if ((b & FIRST_BITS_OF_TWO) != LEAD) {
          return new String(text, from, to - from, UTF_8);
        }
        b = (byte) ((b << 6) | (text[at++] & LATER_BITS));
      }
      latin[length++] = b;
    }
    return new String(latin, 0, length, ISO_8859_1);
  }
}
