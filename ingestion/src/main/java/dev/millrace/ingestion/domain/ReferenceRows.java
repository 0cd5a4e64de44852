package dev.millrace.ingestion.domain;

import dev.millrace.ingestion.domain.json.JsonValue;
import java.util.Optional;

/** Rows of reference data, as they are known at the moment: nobody waits for one. */
@FunctionalInterface
public interface ReferenceRows {

  /** The row of a table; nothing where there is none. */
  Optional<JsonValue> row(String table, String key);
}
