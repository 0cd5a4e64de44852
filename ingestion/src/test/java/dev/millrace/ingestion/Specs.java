package dev.millrace.ingestion;

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

/** Specs for tests. */
public final class Specs {

  static {
    TrustedRecords.install();
  }

  private Specs() {}

  /** Sorts texts into a or b; takes 1,000 bytes; remembers ids for an hour. */
  public static PipelineSpec letters() {
    return PipelineSpec.newBuilder()
        .setPipeline("letters")
        .setRevision(3)
        .setTask(Task.CLASSIFICATION)
        .setGovernance(new Governance(Map.of(), 1000, Duration.ofHours(1).toMillis()))
        .setPrompt(
            new PromptTemplate("Sort it.", "{{text}}", List.of("a", "b"), 16, null, true, false))
        .setModels(new Models("amazon.nova-micro-v1:0", List.of(), null))
        .setBatching(new Batching(1, 0L, BatchingMode.SINGLE))
        .setYaml("")
        .setAppliedAt(Instant.EPOCH)
        .build();
  }
}
