package dev.millrace.ingestion.schema;

import dev.millrace.ingestion.domain.json.JsonValue;

/** What one keyword of a schema asks of a value. */
@FunctionalInterface
interface PlainRule {

  /** Whether a value is known to be as the keyword says; values it does not speak of are. */
  boolean holds(JsonValue value);
}
