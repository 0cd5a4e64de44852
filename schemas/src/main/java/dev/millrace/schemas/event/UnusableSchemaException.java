package dev.millrace.schemas.event;

import java.util.List;

/**
 * A schema that no event can be held against. One that {@link SchemaCheck} found sound never is.
 */
public final class UnusableSchemaException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UnusableSchemaException(List<String> defects) {
    super(String.join("; ", defects));
  }
}
