package dev.millrace.ingestion.domain.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names a place in a JSON value.
 *
 * <p><i>Source</i>: RFC 6901.
 *
 * @param names from the outside to the inside, unescaped
 */
public record JsonPointer(List<String> names) {

  public JsonPointer {
    names = List.copyOf(names);
  }

  /**
   * Reads a pointer.
   *
   * @throws IllegalArgumentException where it is not empty and does not begin with a slash
   */
  public static JsonPointer parse(String text) {
    if (text.isEmpty()) {
      return new JsonPointer(List.of());
    }
    if (text.charAt(0) != '/') {
      throw new IllegalArgumentException("a JSON Pointer begins with a slash");
    }
    List<String> names = new ArrayList<>();
    int begin = 1;
    for (int slash = text.indexOf('/', begin); slash >= 0; slash = text.indexOf('/', begin)) {
      names.add(unescaped(text.substring(begin, slash)));
      begin = slash + 1;
    }
    names.add(unescaped(text.substring(begin)));
    return new JsonPointer(names);
  }

  private static String unescaped(String name) {
    return name.indexOf('~') < 0 ? name : name.replace("~1", "/").replace("~0", "~");
  }

  /** The value at the place; nothing where the place does not exist. */
  public Optional<JsonValue> find(JsonValue in) {
    Optional<JsonValue> found = Optional.of(in);
    for (String name : names) {
      found = found.flatMap(value -> value.member(name));
    }
    return found;
  }
}
