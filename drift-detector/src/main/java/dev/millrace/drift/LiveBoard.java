package dev.millrace.drift;

import dev.millrace.drift.domain.windows.TrainingProfiles;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.TrainingProfile;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Specs and versions as their topics tell them, and the events that are in theirs.
 *
 * <p><i>Failure</i>: where one cannot be opened, those before it are closed.
 */
final class LiveBoard implements Board {

  private static final Logger LOG = LoggerFactory.getLogger(LiveBoard.class);

  private final Parts parts;
  private final CompactedView<PipelineSpec> specs;
  private final CompactedView<ModelVersion> versions;
  private final Map<String, List<RetrainingEvent>> written;
  private final Supplier<ReadingProgress> progressFromNow;
  private final TrainingData training = new TrainingData();
  private @Nullable ReadingProgress progress;

  private LiveBoard(
      Parts parts,
      CompactedView<PipelineSpec> specs,
      CompactedView<ModelVersion> versions,
      Map<String, List<RetrainingEvent>> written,
      Supplier<ReadingProgress> progressFromNow) {
    this.parts = parts;
    this.specs = specs;
    this.versions = versions;
    this.written = written;
    this.progressFromNow = progressFromNow;
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
          parts, specs, versions, written, () -> ReadingProgress.fromNow(settings, registry));
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
  public TrainingProfiles training(String pipeline) {
    return version ->
        versions
            .find(pipeline + "/" + version)
            .map(ModelVersion::getTraining)
            .map(TrainingProfile::getProfile)
            .flatMap(profiles -> training.read(pipeline + "/" + version, profiles));
  }

  @Override
  public List<RetrainingEvent> written(String pipeline) {
    return written.getOrDefault(pipeline, List.of());
  }

  @Override
  public boolean isCaughtUp() {
    ReadingProgress asked = progress;
    if (asked == null) {
      try {
        asked = parts.add(progressFromNow.get());
      } catch (KafkaException e) {
        LOG.warn("how much there is to read is not known yet, and is asked for again", e);
        return false;
      }
      progress = asked;
    }
    return asked.isCaughtUp();
  }

  @Override
  public void close() {
    parts.close();
  }
}
