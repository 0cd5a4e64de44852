package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * A stretch of a text in UTF-8, as it was written.
 *
 * @param source the whole text; shared, never changed
 * @param from first byte
 * @param to the byte behind the last
 */
public record Slice(byte[] source, int from, int to) {

  /** A copy of the bytes. */
  public byte[] bytes() {
    return Arrays.copyOfRange(source, from, to);
  }

  /** How many bytes there are. */
  public int length() {
    return to - from;
  }

  /** The JSON that stands here without the white space between its parts, otherwise unchanged. */
  String compact() {
    byte[] kept = new byte[length()];
    int length = 0;
    boolean quoted = false;
    for (int i = from; i < to; i++) {
      byte b = source[i];
      if (!quoted && isSpace(b)) {
        continue;
      }
      kept[length++] = b;
      if (quoted && b == '\\') {
        kept[length++] = source[++i];
      } else if (b == '"') {
        quoted = !quoted;
      }
    }
    return new String(kept, 0, length, UTF_8);
  }

  @Override
  public String toString() {
    return "bytes " + from + " to " + to;
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }
}
