package dev.millrace.drift;

import dev.millrace.drift.domain.windows.Versions;
import dev.millrace.platform.drift.domain.ReferenceProfile;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.TrainingProfile;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import dev.millrace.schemas.spec.ModelVersions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Specs and versions as their topics tell them, and the events that are in theirs.
 *
 * <p><i>Failure</i>: where one cannot be opened, those before it are closed.
 */
final class LiveBoard implements Board {

  private final Parts parts;
  private final CompactedView<PipelineSpec> specs;
  private final CompactedView<ModelVersion> versions;
  private final Map<String, List<RetrainingEvent>> written;
  private final ReadingProgress progress;
  private final TrainingData training = new TrainingData();

  private LiveBoard(
      Parts parts,
      CompactedView<PipelineSpec> specs,
      CompactedView<ModelVersion> versions,
      Map<String, List<RetrainingEvent>> written,
      ReadingProgress progress) {
    this.parts = parts;
    this.specs = specs;
    this.versions = versions;
    this.written = written;
    this.progress = progress;
  }

  /** Reads the topics to their ends, and begins to follow specs and versions. */
  static LiveBoard open(DriftSettings settings) {
    SchemaRegistry registry = settings.registry().client();
    Parts parts = new Parts("what the job works with");
    try {
      CompactedView<PipelineSpec> specs =
          parts.add(CompactedView.open(Topics.PIPELINES, settings.kafka(), registry));
      CompactedView<ModelVersion> versions =
          parts.add(CompactedView.open(Topics.MODEL_VERSIONS, settings.kafka(), registry));
      Map<String, List<RetrainingEvent>> written = new HashMap<>();
      new TopicReader(settings.kafka(), registry)
          .read(
              Topics.RETRAINING_EVENTS,
              record ->
                  written
                      .computeIfAbsent(record.value().getPipeline(), none -> new ArrayList<>())
                      .add(record.value()));
      return new LiveBoard(
          parts, specs, versions, written, parts.add(ReadingProgress.open(settings)));
    } catch (RuntimeException e) {
      throw parts.closeBecauseOf(e);
    }
  }

  @Override
  public Optional<PipelineSpec> watched(String pipeline) {
    return specs
        .find(pipeline)
        .filter(
            spec ->
                spec.getDrift() != null
                    || spec.getRetraining() != null
                    || spec.getQuality() != null);
  }

  @Override
  public Versions versions(String pipeline) {
    return new Versions() {
      @Override
      public Optional<Integer> champion() {
        return ModelVersions.champion(versions.startingWith(pipeline + "/").toList())
            .map(ModelVersion::getVersion);
      }

      @Override
      public Optional<Map<String, ReferenceProfile>> training(int version) {
        return versions
            .find(pipeline + "/" + version)
            .map(ModelVersion::getTraining)
            .map(TrainingProfile::getProfile)
            .flatMap(profiles -> training.read(pipeline + "/" + version, profiles));
      }
    };
  }

  @Override
  public List<RetrainingEvent> written(String pipeline) {
    return written.getOrDefault(pipeline, List.of());
  }

  @Override
  public Optional<Long> countedUntil(long wallMillis) {
    return progress.countedUntil(wallMillis);
  }

  @Override
  public void checkpointed() {
    progress.checkpointed();
  }

  @Override
  public void close() {
    parts.close();
  }
}
