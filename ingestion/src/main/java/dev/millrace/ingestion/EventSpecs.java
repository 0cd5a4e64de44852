package dev.millrace.ingestion;

import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RecordOrigin;
import java.util.Optional;

/** The spec in force that an event falls under. */
@FunctionalInterface
interface EventSpecs {

  /**
   * The spec of a pipeline; nothing where none was in force when the event was written.
   *
   * @param event where it stands in raw-events
   */
  Optional<PipelineSpec> find(String pipeline, RecordOrigin event);
}
