package dev.millrace.schemas.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a value of the spec has to be.
 *
 * @param <T> what it is read as
 */
interface Kind<T> {

  /** For the reader of the reference and of problems: a noun phrase. */
  String shape();

  /** What the value says, or nothing where a problem has been noted. */
  @Nullable T read(Value value);

  /** Fields of the mapping, or of each mapping of the list; empty where it is none. */
  default List<Field<?>> fields() {
    return List.of();
  }
}
