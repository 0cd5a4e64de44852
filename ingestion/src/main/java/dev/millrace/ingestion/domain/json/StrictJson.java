package dev.millrace.ingestion.domain.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads JSON and refuses whatever two readers might understand differently.
 *
 * <p><i>Shape</i>: RFC 8259 to the letter; besides, no byte order mark, no duplicate names, no
 * escape that is not a Unicode character (a lone surrogate), and at most {@value #MAX_DEPTH}
 * levels. Numbers may be of any size: their digits are kept as they are.
 *
 * <p><i>Failure</i>: a malformed text is a value of the result; its message names the place and
 * never holds content.
 */
public final class StrictJson {

  /** Deepest nesting of objects and arrays that is read. */
  public static final int MAX_DEPTH = 500;

  private static final int USUAL_MEMBERS = 16;

  /** What reading gives. */
  public sealed interface Result {

    /** It is JSON. */
    record Valid(JsonValue value) implements Result {}

    /**
     * It is not.
     *
     * @param reason what was wrong and where, for a human
     */
    record Malformed(String reason) implements Result {}
  }

  /** Ends the reading at the first fault; never leaves this class. */
  private static final class Fault extends Exception {

    private static final long serialVersionUID = 1;

    Fault(String message) {
      super(message, null, false, false);
    }
  }

  private final byte[] text;
  private final int end;
  private final int levels;
  private final JsonStrings strings;
  private int at;

  private StrictJson(Slice slice, int levels) {
    this.text = slice.source();
    this.at = slice.from();
    this.end = slice.to();
    this.levels = levels;
    this.strings = new JsonStrings(text, end);
  }

  /** Reads a whole text. */
  public static Result read(byte[] text) {
    return read(new Slice(text, 0, text.length), MAX_DEPTH);
  }

  /**
   * Reads a stretch of a text.
   *
   * @param levels objects and arrays nested deeper than this are checked but not taken apart, which
   *     saves the memory
   */
  public static Result read(Slice slice, int levels) {
    StrictJson reader = new StrictJson(slice, levels);
    try {
      return new Result.Valid(reader.whole());
    } catch (Fault fault) {
      int from = slice.from();
      return new Result.Malformed(
          fault.getMessage() + " " + place(slice.source(), from, Math.min(reader.at, slice.to())));
    }
  }

  private static String place(byte[] text, int from, int at) {
    int line = 1;
    int lineStart = from;
    for (int i = from; i < at; i++) {
      if (text[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return "at line " + line + ", byte " + (at - lineStart + 1);
  }

  private JsonValue whole() throws Fault {
    if (end - at >= 3 && text[at] == (byte) 0xEF && text[at + 1] == (byte) 0xBB) {
      throw new Fault("a byte order mark is not allowed");
    }
    skipSpace();
    JsonValue value = value(1);
    skipSpace();
    if (at < end) {
      throw new Fault("nothing may follow the value");
    }
    return value;
  }

  private JsonValue value(int depth) throws Fault {
    if (at >= end) {
      throw new Fault("a value is missing");
    }
    byte first = text[at];
    if (first == '{' || first == '[') {
      if (depth > MAX_DEPTH) {
        throw new Fault("more than " + MAX_DEPTH + " levels");
      }
      return first == '{' ? object(depth) : array(depth);
    }
    if (first == '"') {
      return found(strings.read(at));
    }
    if (first == '-' || isDigit(first)) {
      return number();
    }
    return literal();
  }

  private JsonValue object(int depth) throws Fault {
    int from = at++;
    boolean opened = depth <= levels;
    Members.Builder members = new Members.Builder(opened ? USUAL_MEMBERS : 0);
    Set<String> names = opened ? Set.of() : new HashSet<>();
    skipSpace();
    boolean more = !taken('}');
    while (more) {
      if (at >= end || text[at] != '"') {
        throw new Fault("a name in quotes is missing");
      }
      int nameAt = at;
      String name = found(strings.readName(at));
      if (opened ? members.has(name) : !names.add(name)) {
        at = nameAt;
        throw new Fault("a name occurs twice in one object");
      }
      skipSpace();
      expect(':');
      skipSpace();
      JsonValue value = value(depth + 1);
      if (opened) {
        members.add(name, value);
      }
      skipSpace();
      more = isContinued('}');
    }
    Slice slice = new Slice(text, from, at);
    return opened ? new JsonValue.Fields(slice, members.build()) : new JsonValue.Unopened(slice);
  }

  private JsonValue array(int depth) throws Fault {
    int from = at++;
    List<JsonValue> items = new ArrayList<>();
    skipSpace();
    boolean more = !taken(']');
    while (more) {
      JsonValue value = value(depth + 1);
      if (depth <= levels) {
        items.add(value);
      }
      skipSpace();
      more = isContinued(']');
    }
    Slice slice = new Slice(text, from, at);
    return depth <= levels ? new JsonValue.Items(slice, items) : new JsonValue.Unopened(slice);
  }

  private boolean isContinued(char close) throws Fault {
    if (taken(close)) {
      return false;
    }
    expect(',');
    skipSpace();
    return true;
  }

  /** What was read, unless it was no string. */
  private <T> T found(T read) throws Fault {
    at = strings.behind();
    String fault = strings.fault();
    if (fault != null) {
      throw new Fault(fault);
    }
    return read;
  }

  private JsonValue number() throws Fault {
    int from = at;
    taken('-');
    if (!taken('0')) {
      digits();
    }
    if (taken('.')) {
      digits();
    }
    if (taken('e') || taken('E')) {
      if (!taken('+')) {
        taken('-');
      }
      digits();
    }
    return new JsonValue.Numeric(new Slice(text, from, at));
  }

  private void digits() throws Fault {
    if (at >= end || !isDigit(text[at])) {
      throw new Fault("a digit is missing");
    }
    while (at < end && isDigit(text[at])) {
      at++;
    }
  }

  private JsonValue literal() throws Fault {
    int from = at;
    if (taken("true")) {
      return new JsonValue.Truth(new Slice(text, from, at), true);
    }
    if (taken("false")) {
      return new JsonValue.Truth(new Slice(text, from, at), false);
    }
    if (taken("null")) {
      return new JsonValue.Nothing(new Slice(text, from, at));
    }
    throw new Fault("this is no value");
  }

  private void expect(char wanted) throws Fault {
    if (!taken(wanted)) {
      throw new Fault("'" + wanted + "' is missing");
    }
  }

  private boolean taken(char wanted) {
    if (at < end && text[at] == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private boolean taken(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= end || text[at + i] != word.charAt(i)) {
        return false;
      }
    }
    at += word.length();
    return true;
  }

  private void skipSpace() {
    while (at < end && Slice.isSpace(text[at])) {
      at++;
    }
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
