package dev.millrace.drift;

import dev.millrace.drift.domain.windows.TrainingProfiles;
import dev.millrace.record.Approval;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.DriftWatch;
import dev.millrace.record.Governance;
import dev.millrace.record.Models;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.PromptTemplate;
import dev.millrace.record.Retraining;
import dev.millrace.record.RetrainingReason;
import dev.millrace.record.Task;
import dev.millrace.schemas.TrustedRecords;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One watched pipeline: tickets, in windows of a minute. */
final class FakeBoard implements Board {

  static {
    TrustedRecords.install();
  }

  static final String WATCHED = "tickets";

  final Set<String> written = new HashSet<>();

  @Override
  public Optional<PipelineSpec> watched(String pipeline) {
    return pipeline.equals(WATCHED) ? Optional.of(spec()) : Optional.empty();
  }

  @Override
  public TrainingProfiles training(String pipeline) {
    return TrainingProfiles.NONE;
  }

  @Override
  public boolean isWritten(String eventId) {
    return written.contains(eventId);
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  static PipelineSpec spec() {
    return PipelineSpec.newBuilder()
        .setPipeline(WATCHED)
        .setRevision(1)
        .setTask(Task.CLASSIFICATION)
        .setGovernance(new Governance(Map.of(), 1000, 1000L))
        .setPrompt(
            new PromptTemplate(null, "{{event}}", List.of("bug", "billing"), 16, null, true, false))
        .setModels(new Models("amazon.nova-micro-v1:0", List.of(), null))
        .setBatching(new Batching(1, 0L, BatchingMode.SINGLE))
        .setDrift(new DriftWatch(60_000L, "first", Map.of(), 0.01, null, null))
        .setRetraining(
            new Retraining(
                List.of(RetrainingReason.QUALITY),
                null,
                60_000L,
                4,
                0.0,
                List.of(1.0),
                0.8,
                Approval.AUTOMATIC))
        .setYaml("")
        .setAppliedAt(Instant.EPOCH)
        .build();
  }
}
