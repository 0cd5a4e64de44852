package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * Reads the strings of a JSON text, one after the other.
 *
 * <p><i>Shape</i>: each is checked to its end. What stands there as it is meant is not decoded,
 * because most of it nobody asks for.
 */
final class JsonStrings {

  private static final int LOWEST_PRINTED = 0x20;
  private static final String NO_UTF_8 = "a string is not UTF-8";

  /** What is read where there is no string. */
  private static final JsonValue.Text NONE = JsonValue.Text.of("");

  private static final RecentNames NAMES = new RecentNames();

  /** A byte's value in each of eight. */
  private static final long QUOTES = '"' * EightBytes.ONES;

  private static final long BACKSLASHES = '\\' * EightBytes.ONES;
  private static final long PRINTED = LOWEST_PRINTED * EightBytes.ONES;

  private final byte[] text;
  private final int end;

  private RecentNames.Name lastName = NAMES.beginning();
  private int behind;
  private @Nullable String fault;

  JsonStrings(byte[] text, int end) {
    this.text = text;
    this.end = end;
  }

  /** The byte behind the string that was read, or the byte that is wrong. */
  int behind() {
    return behind;
  }

  /** What is wrong with what was read; null where it is a string. */
  @Nullable String fault() {
    return fault;
  }

  /** Reads the name of a member, whose opening quote is here; of no use where it is broken. */
  String readName(int quote) {
    int from = quote + 1;
    RecentNames.Name next = NAMES.next(lastName, text, from, end);
    if (next != null) {
      return found(next, from);
    }
    int at = from;
    int hash = 0;
    while (at < end && isPlain(text[at])) {
      hash = 31 * hash + text[at];
      at++;
    }
    return at < end && text[at] == '"'
        ? found(NAMES.of(text, from, at, hash, lastName), from)
        : read(quote).value();
  }

  private String found(RecentNames.Name name, int from) {
    lastName = name;
    behind = from + name.length();
    fault = null;
    return name.text();
  }

  /** Reads the string whose opening quote is here; of no use where it is broken. */
  JsonValue.Text read(int quote) {
    fault = null;
    int at = plainEnd(quote + 1);
    boolean plain = true;
    boolean ascii = true;
    while (at < end && text[at] != '"') {
      byte b = text[at];
      if (b < 0) {
        ascii = false;
        at = asciiBegin(at);
      } else if (b == '\\') {
        plain = false;
        at += 2;
      } else if (b < LOWEST_PRINTED) {
        return broken("a control character has to be escaped", at);
      }
      at = plainEnd(at);
    }
    if (at >= end) {
      return broken("a string is not closed", end);
    }
    if (!ascii && !Utf8.isValid(text, quote + 1, at)) {
      return broken(NO_UTF_8, quote);
    }
    behind = at + 1;
    Slice slice = new Slice(text, quote, at + 1);
    if (plain) {
      return ascii ? JsonValue.Text.ofAscii(slice) : JsonValue.Text.ofUtf8(slice);
    }
    String value = unescaped(quote + 1, at);
    return value == null
        ? broken(String.valueOf(fault), behind)
        : JsonValue.Text.ofEscaped(slice, value);
  }

  private JsonValue.Text broken(String reason, int at) {
    fault = reason;
    behind = at;
    return NONE;
  }

  /** The first byte from here on that is no character of ASCII that stands for itself. */
  private int plainEnd(int from) {
    int at = from;
    while (at + Long.BYTES <= end) {
      long eight = EightBytes.at(text, at);
      long quotes = eight ^ QUOTES;
      long backslashes = eight ^ BACKSLASHES;
      // The highest bit of a byte that is one of them, and perhaps of some behind it.
      long marks =
          (((quotes - EightBytes.ONES) & ~quotes)
                  | ((backslashes - EightBytes.ONES) & ~backslashes)
                  | ((eight - PRINTED) & ~eight)
                  | eight)
              & EightBytes.HIGHEST_BITS;
      if (marks != 0) {
        return at + EightBytes.beforeFirst(marks);
      }
      at += Long.BYTES;
    }
    while (at < end && isPlain(text[at])) {
      at++;
    }
    return at;
  }

  /** The first byte behind this one that is a character of ASCII. */
  private int asciiBegin(int from) {
    int at = from + 1;
    while (at < end && text[at] < 0) {
      at++;
    }
    return at;
  }

  /** Whether a byte is a character of ASCII that stands for itself. */
  private static boolean isPlain(byte b) {
    return b >= LOWEST_PRINTED && b != '"' && b != '\\';
  }

  /** The text that escapes stand for; null where one of them is none. */
  private @Nullable String unescaped(int from, int to) {
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
          fault = "this is no escape of a Unicode character";
          behind = at;
          return null;
        }
        at += length;
      }
    }
    return value.toString();
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
