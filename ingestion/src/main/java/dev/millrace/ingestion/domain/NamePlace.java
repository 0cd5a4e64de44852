package dev.millrace.ingestion.domain;

import dev.millrace.ingestion.domain.json.JsonPointer;
import dev.millrace.ingestion.domain.json.JsonValue;
import java.util.Optional;

/**
 * A place in events where a name stands: an id, an ordering key, a tenant.
 *
 * <p><i>Shape</i>: a name is a string, or a number with the digits it is written with. Null is as
 * good as absent.
 */
public record NamePlace(JsonPointer pointer) {

  /**
   * Reads a JSON Pointer.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static NamePlace parse(String pointer) {
    return new NamePlace(JsonPointer.parse(pointer));
  }

  /** How deep an event has to be taken apart to find it. */
  public int levels() {
    return pointer.names().size();
  }

  /** The name in an event; nothing where there is none. */
  public Optional<String> find(JsonValue event) {
    return pointer.find(event).flatMap(NamePlace::name);
  }

  /** A value as a name; nothing where it cannot be one. */
  public static Optional<String> name(JsonValue value) {
    return value instanceof JsonValue.Text || value instanceof JsonValue.Numeric
        ? Optional.of(value.text())
        : Optional.empty();
  }
}
