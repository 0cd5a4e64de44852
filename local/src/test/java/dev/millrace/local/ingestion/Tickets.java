package dev.millrace.local.ingestion;

import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.Governance;
import dev.millrace.record.Models;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.PromptTemplate;
import dev.millrace.record.Task;
import dev.millrace.schemas.TrustedRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The pipeline of these tests. */
final class Tickets {

  static {
    TrustedRecords.install();
  }

  /** Sorts texts; takes 1,000 bytes; remembers ids for an hour. */
  static final PipelineSpec SPEC =
      PipelineSpec.newBuilder()
          .setPipeline("tickets")
          .setRevision(1)
          .setTask(Task.CLASSIFICATION)
          .setGovernance(new Governance(Map.of(), 1000, Duration.ofHours(1).toMillis()))
          .setPrompt(
              new PromptTemplate(
                  "Sort it.", "{{text}}", List.of("billing", "bug"), 16, null, true, false))
          .setModels(new Models("amazon.nova-micro-v1:0", List.of(), null))
          .setBatching(new Batching(1, 0L, BatchingMode.SINGLE))
          .setYaml("")
          .setAppliedAt(Instant.EPOCH)
          .build();

  private Tickets() {}
}
