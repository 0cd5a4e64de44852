package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value and the place where it was written.
 *
 * <p><i>Threads</i>: may be read by many at once.
 */
public sealed interface JsonValue {

  /** Index of an array in a JSON Pointer. */
  Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

  /** The value as it was written. */
  Slice slice();

  /** The value as a prompt shows it: of a string its content, of all else compact JSON. */
  default String text() {
    return slice().compact();
  }

  /** A member of an object; nothing where this is no object or has no such member. */
  default Optional<JsonValue> member(String name) {
    return Optional.empty();
  }

  /** An object. */
  final class Fields implements JsonValue {

    private final Members members;

    /** What was made is written when somebody asks: most of it nobody ever does. */
    private @Nullable Slice slice;

    /**
     * An object that was not read but made, of members that keep their bytes.
     *
     * @param members in their order; not changed any more
     */
    public static Fields of(Map<String, JsonValue> members) {
      return new Fields(null, members);
    }

    /**
     * An object that was read.
     *
     * @param members in the order they were written
     */
    Fields(@Nullable Slice slice, Map<String, JsonValue> members) {
      this.slice = slice;
      this.members = Members.of(members);
    }

    /** In their order. */
    public Members members() {
      return members;
    }

    @Override
    public Slice slice() {
      Slice written = slice;
      if (written == null) {
        written = JsonText.object(members);
        slice = written;
      }
      return written;
    }

    @Override
    public Optional<JsonValue> member(String name) {
      return Optional.ofNullable(members.get(name));
    }
  }

  /** An array. */
  final class Items implements JsonValue {

    private final List<JsonValue> items;
    private @Nullable Slice slice;

    /** An array that was not read but made, of items that keep their bytes. */
    public static Items of(List<JsonValue> items) {
      return new Items(null, items);
    }

    /** An array that was read. */
    Items(@Nullable Slice slice, List<JsonValue> items) {
      this.slice = slice;
      this.items = List.copyOf(items);
    }

    /** In their order. */
    public List<JsonValue> items() {
      return items;
    }

    @Override
    public Slice slice() {
      Slice written = slice;
      if (written == null) {
        written = JsonText.array(items);
        slice = written;
      }
      return written;
    }

    /** The item of that index, which has no leading zeros. */
    @Override
    public Optional<JsonValue> member(String name) {
      return INDEX.matcher(name).matches() && Integer.parseInt(name) < items.size()
          ? Optional.of(items.get(Integer.parseInt(name)))
          : Optional.empty();
    }
  }

  /** A string. */
  final class Text implements JsonValue {

    /** How a string is written between its quotes. */
    private enum Spelling {
      /** As it is meant, one byte for each character. */
      ASCII,
      /** As it is meant, some characters in several bytes. */
      UTF_8,
      /** With escapes, or not at all yet: there is a value, or what makes it. */
      OTHER
    }

    private final Spelling spelling;

    /** Either of them is made of the other when somebody asks: most of them nobody ever does. */
    private @Nullable String value;

    private @Nullable Slice slice;

    /** Makes the value where nothing was read and none was given. */
    private final @Nullable Supplier<String> making;

    /** A string that was not read but made. */
    public static Text of(String value) {
      return new Text(Spelling.OTHER, null, Objects.requireNonNull(value, "value"), null);
    }

    /**
     * A string that is made when somebody asks for it, if anybody does.
     *
     * @param making gives the same whenever it is asked, and may be asked by many at once; what it
     *     throws, whoever asks gets
     */
    public static Text madeBy(Supplier<String> making) {
      return new Text(Spelling.OTHER, null, null, Objects.requireNonNull(making, "making"));
    }

    /** A string that was read and has neither escapes nor characters beyond ASCII. */
    static Text ofAscii(Slice slice) {
      return new Text(Spelling.ASCII, slice, null, null);
    }

    /** A string that was read and has no escapes. */
    static Text ofUtf8(Slice slice) {
      return new Text(Spelling.UTF_8, slice, null, null);
    }

    /** A string that was read, and what its escapes stand for. */
    static Text ofEscaped(Slice slice, String value) {
      return new Text(Spelling.OTHER, slice, Objects.requireNonNull(value, "value"), null);
    }

    private Text(
        Spelling spelling,
        @Nullable Slice slice,
        @Nullable String value,
        @Nullable Supplier<String> making) {
      this.spelling = spelling;
      this.slice = slice;
      this.value = value;
      this.making = making;
    }

    /** Without quotes and escapes. */
    public String value() {
      String known = value;
      if (known == null) {
        known = making == null ? decoded(content()) : making.get();
        value = known;
      }
      return known;
    }

    /** How many characters of Unicode it has. */
    public int characters() {
      if (spelling == Spelling.OTHER) {
        return value().codePointCount(0, value().length());
      }
      Slice content = content();
      return spelling == Spelling.ASCII
          ? content.length()
          : Utf8.characters(content.source(), content.from(), content.to());
    }

    /** What stands between the quotes, if that is what is meant; nothing if it has to be made. */
    public Optional<Slice> plain() {
      return spelling == Spelling.OTHER ? Optional.empty() : Optional.of(content());
    }

    private String decoded(Slice content) {
      return spelling == Spelling.ASCII
          ? new String(content.source(), content.from(), content.length(), ISO_8859_1)
          : LatinText.decoded(content.source(), content.from(), content.to());
    }

    private Slice content() {
      Slice quoted = slice();
      return new Slice(quoted.source(), quoted.from() + 1, quoted.to() - 1);
    }

    @Override
    public Slice slice() {
      Slice written = slice;
      if (written == null) {
        written = JsonText.string(value());
        slice = written;
      }
      return written;
    }

    @Override
    public String text() {
      return value();
    }
  }

  /** A number, with all the digits it was written with. */
  record Numeric(Slice slice) implements JsonValue {}

  /** True or false. */
  record Truth(Slice slice, boolean value) implements JsonValue {}

  /** The literal null. */
  record Nothing(Slice slice) implements JsonValue {

    /** A null that was not read but made. */
    public static Nothing of() {
      return new Nothing(JsonText.literal("null"));
    }
  }

  /** A row of reference data that is not there: all its members are as empty as itself. */
  record Missing() implements JsonValue {

    private static final Slice NULL = JsonText.literal("null");

    @Override
    public Slice slice() {
      return NULL;
    }

    @Override
    public String text() {
      return "";
    }

    @Override
    public Optional<JsonValue> member(String name) {
      return Optional.of(this);
    }
  }

  /** An object or array below the levels that were asked for: checked, but not taken apart. */
  record Unopened(Slice slice) implements JsonValue {}
}
