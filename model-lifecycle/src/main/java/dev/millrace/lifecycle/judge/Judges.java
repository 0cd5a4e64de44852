package dev.millrace.lifecycle.judge;

import dev.millrace.record.PipelineSpec;
import java.util.Optional;

/** Which pipelines have a judge. */
@FunctionalInterface
public interface Judges {

  /** The spec of a pipeline, if it has one. */
  Optional<PipelineSpec> spec(String pipeline);
}
