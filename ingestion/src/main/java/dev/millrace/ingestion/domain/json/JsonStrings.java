package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Reads the strings of a JSON text. */
final class JsonStrings {

  /** What reading gives, and where it ended. */
  sealed interface Result {

    /** The byte behind the string, or the byte that is wrong. */
    int end();

    /** It is a string. */
    record Read(String value, int end) implements Result {}

    /** It is not. */
    record Broken(String reason, int end) implements Result {}
  }

  private static final int LOWEST_PRINTED = 0x20;
  private static final char REPLACEMENT = '\uFFFD';
  private static final String NO_UTF_8 = "a string is not UTF-8";

  private static final RecentNames NAMES = new RecentNames();

  private final byte[] text;
  private final int end;

  JsonStrings(byte[] text, int end) {
    this.text = text;
    this.end = end;
  }

  /** Reads the name of a member, whose opening quote is here. */
  Result readName(int quote) {
    int at = quote + 1;
    int hash = 0;
    while (at < end && isPlain(text[at])) {
      hash = 31 * hash + text[at];
      at++;
    }
    return at < end && text[at] == '"'
        ? new Result.Read(NAMES.of(text, quote + 1, at, hash), at + 1)
        : read(quote);
  }

  /** Reads the string whose opening quote is here. */
  Result read(int quote) {
    int at = quote + 1;
    boolean plain = true;
    boolean ascii = true;
    while (at < end) {
      byte b = text[at];
      if (isPlain(b)) {
        at++;
      } else if (b < 0) {
        ascii = false;
        at++;
      } else if (b == '\\') {
        plain = false;
        at += 2;
      } else if (b == '"') {
        break;
      } else {
        return new Result.Broken("a control character has to be escaped", at);
      }
    }
    if (at >= end) {
      return new Result.Broken("a string is not closed", end);
    }
    if (plain) {
      String value = new String(text, quote + 1, at - quote - 1, ascii ? ISO_8859_1 : UTF_8);
      return ascii || isUtf8(value, quote + 1, at)
          ? new Result.Read(value, at + 1)
          : new Result.Broken(NO_UTF_8, quote);
    }
    return ascii || isUtf8(quote + 1, at)
        ? unescaped(quote + 1, at)
        : new Result.Broken(NO_UTF_8, quote);
  }

  /** Whether a byte is a character of ASCII that stands for itself. */
  private static boolean isPlain(byte b) {
    return b >= LOWEST_PRINTED && b != '"' && b != '\\';
  }

  /** Decoding puts a mark where bytes are wrong; the mark itself may be written, though. */
  private boolean isUtf8(String decoded, int from, int to) {
    return decoded.indexOf(REPLACEMENT) < 0 || isUtf8(from, to);
  }

  private boolean isUtf8(int from, int to) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(text, from, to - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private Result unescaped(int from, int to) {
    StringBuilder value = new StringBuilder(to - from);
    int at = from;
    while (at < to) {
      int plainEnd = at;
      while (plainEnd < to && text[plainEnd] != '\\') {
        plainEnd++;
      }
      value.append(new String(text, at, plainEnd - at, UTF_8));
      at = plainEnd;
      if (at < to) {
        int length = escape(at, to, value);
        if (length == 0) {
          return new Result.Broken("this is no escape of a Unicode character", at);
        }
        at += length;
      }
    }
    return new Result.Read(value.toString(), to + 1);
  }

  /** Appends the character of the escape here and returns the escape's length, 0 if it is none. */
  private int escape(int at, int to, StringBuilder value) {
    int simple = "\"\\/bfnrt".indexOf(text[at + 1]);
    if (simple >= 0) {
      value.append("\"\\/\b\f\n\r\t".charAt(simple));
      return 2;
    }
    int unit = unit(at, to);
    if (unit < 0 || Character.isLowSurrogate((char) unit)) {
      return 0;
    }
    if (!Character.isHighSurrogate((char) unit)) {
      value.append((char) unit);
      return 6;
    }
    int low = unit(at + 6, to);
    if (low < 0 || !Character.isLowSurrogate((char) low)) {
      return 0;
    }
    value.append((char) unit).append((char) low);
    return 12;
  }

  /** The UTF-16 unit that is written here as backslash, u and four digits; -1 where none is. */
  private int unit(int at, int to) {
    if (at + 6 > to || text[at] != '\\' || text[at + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = text[i] < 0 ? -1 : Character.digit(text[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }
}
