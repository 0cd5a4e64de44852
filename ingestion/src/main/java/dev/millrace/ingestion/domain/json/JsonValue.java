package dev.millrace.ingestion.domain.json;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A JSON value and the place where it was written. */
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

  /**
   * An object.
   *
   * @param members in the order they were written
   */
  record Fields(Slice slice, Map<String, JsonValue> members) implements JsonValue {

    /** An object that was not read but made, of members that keep their bytes. */
    public static Fields of(Map<String, JsonValue> members) {
      return new Fields(JsonText.object(members), members);
    }

    public Fields {
      members = Collections.unmodifiableMap(members);
    }

    @Override
    public Optional<JsonValue> member(String name) {
      return Optional.ofNullable(members.get(name));
    }
  }

  /** An array. */
  record Items(Slice slice, List<JsonValue> items) implements JsonValue {

    /** An array that was not read but made, of items that keep their bytes. */
    public static Items of(List<JsonValue> items) {
      return new Items(JsonText.array(items), items);
    }

    public Items {
      items = List.copyOf(items);
    }

    /** The item of that index, which has no leading zeros. */
    @Override
    public Optional<JsonValue> member(String name) {
      return INDEX.matcher(name).matches() && Integer.parseInt(name) < items.size()
          ? Optional.of(items.get(Integer.parseInt(name)))
          : Optional.empty();
    }
  }

  /**
   * A string.
   *
   * @param value without quotes and escapes
   */
  record Text(Slice slice, String value) implements JsonValue {

    /** A string that was not read but made. */
    public static Text of(String value) {
      return new Text(JsonText.string(value), value);
    }

    @Override
    public String text() {
      return value;
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
