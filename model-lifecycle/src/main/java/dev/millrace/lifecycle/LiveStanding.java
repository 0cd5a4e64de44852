package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.run.Lineup;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.util.Collection;
import java.util.Optional;

/** How things stand in the topics. */
final class LiveStanding implements Standing, AutoCloseable {

  private final CompactedView<ModelRun> runs;
  private final CompactedView<ModelVersion> versions;
  private final CompactedView<PipelineSpec> specs;
  private final Parts parts;

  private LiveStanding(
      CompactedView<ModelRun> runs,
      CompactedView<ModelVersion> versions,
      CompactedView<PipelineSpec> specs,
      Parts parts) {
    this.runs = runs;
    this.versions = versions;
    this.specs = specs;
    this.parts = parts;
  }

  static LiveStanding open(KafkaConnection kafka, SchemaRegistry registry) {
    Parts parts = new Parts("how runs stand");
    try {
      return new LiveStanding(
          parts.add(CompactedView.open(Topics.MODEL_RUNS, kafka, registry)),
          parts.add(CompactedView.open(Topics.MODEL_VERSIONS, kafka, registry)),
          parts.add(CompactedView.open(Topics.PIPELINES, kafka, registry)),
          parts);
    } catch (RuntimeException e) {
      throw parts.closeBecauseOf(e);
    }
  }

  @Override
  public Collection<ModelRun> runs() {
    return runs.values();
  }

  @Override
  public Optional<ModelRun> run(String pipeline) {
    return runs.find(pipeline);
  }

  @Override
  public Lineup lineup(String pipeline) {
    return new Lineup(versions.startingWith(pipeline + "/").toList());
  }

  @Override
  public Lineup freshLineup(String pipeline) {
    versions.catchUp();
    return lineup(pipeline);
  }

  @Override
  public Optional<PipelineSpec> spec(String pipeline) {
    return specs.find(pipeline);
  }

  /** All that are in force. */
  CompactedView<PipelineSpec> specs() {
    return specs;
  }

  @Override
  public void close() {
    parts.close();
  }
}
