package dev.millrace.ingestion.domain;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value and the place where it was written. */
public sealed interface JsonValue {

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

    public Items {
      items = List.copyOf(items);
    }
  }

  /**
   * A string.
   *
   * @param value without quotes and escapes
   */
  record Text(Slice slice, String value) implements JsonValue {

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
  record Nothing(Slice slice) implements JsonValue {}

  /** An object or array below the levels that were asked for: checked, but not taken apart. */
  record Unopened(Slice slice) implements JsonValue {}
}
