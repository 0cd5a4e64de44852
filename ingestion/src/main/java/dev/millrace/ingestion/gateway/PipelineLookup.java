package dev.millrace.ingestion.gateway;

import dev.millrace.record.PipelineSpec;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Finds pipelines without blocking. */
@FunctionalInterface
interface PipelineLookup {

  /**
   * The spec of a pipeline; empty where none of the name is applied. The stage fails where Kafka
   * cannot be asked. What depends on the stage may take its time.
   */
  CompletionStage<Optional<PipelineSpec>> find(String pipeline);
}
