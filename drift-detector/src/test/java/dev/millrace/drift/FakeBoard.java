package dev.millrace.drift;

import dev.millrace.drift.domain.Traffic;
import dev.millrace.drift.domain.windows.Versions;
import dev.millrace.platform.drift.domain.ReferenceProfile;
import dev.millrace.record.Approval;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.DriftWatch;
import dev.millrace.record.Governance;
import dev.millrace.record.Models;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.PromptTemplate;
import dev.millrace.record.Retraining;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import dev.millrace.record.Task;
import dev.millrace.schemas.TrustedRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Watched pipelines, whose names begin with tickets, in windows of a minute. */
final class FakeBoard implements Board {

  static {
    TrustedRecords.install();
  }

  static final String WATCHED = "tickets";

  final List<RetrainingEvent> written = new ArrayList<>();

  /** Of all pipelines. */
  int champion = Traffic.VERSION;

  /** When nothing has been left to read; while it is absent, nothing ever is. */
  Optional<Long> counted = Optional.empty();

  @Override
  public Optional<PipelineSpec> watched(String pipeline) {
    return pipeline.startsWith(WATCHED) ? Optional.of(spec(pipeline)) : Optional.empty();
  }

  @Override
  public Versions versions(String pipeline) {
    return new Versions() {
      @Override
      public Optional<Integer> champion() {
        return Optional.of(champion);
      }

      @Override
      public Optional<Map<String, ReferenceProfile>> training(int version) {
        return Optional.empty();
      }
    };
  }

  @Override
  public List<RetrainingEvent> written(String pipeline) {
    return written.stream().filter(event -> event.getPipeline().equals(pipeline)).toList();
  }

  @Override
  public Optional<Long> countedUntil(long wallMillis) {
    return Optional.of(counted.orElse(wallMillis));
  }

  @Override
  public void checkpointed() {
    // It knows without.
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  private static PipelineSpec spec(String pipeline) {
    return PipelineSpec.newBuilder()
        .setPipeline(pipeline)
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
