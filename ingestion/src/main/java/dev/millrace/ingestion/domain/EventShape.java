package dev.millrace.ingestion.domain;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.record.PipelineSpec;
import java.util.Optional;

/** Holds events against the schema of their pipeline. */
@FunctionalInterface
public interface EventShape {

  /**
   * What the schema has against an event; nothing where it fits, or the pipeline has no schema. One
   * sentence that names places of the schema and never holds content.
   */
  Optional<String> objection(PipelineSpec spec, JsonValue event);
}
