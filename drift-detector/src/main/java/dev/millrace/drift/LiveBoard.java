package dev.millrace.drift;

import dev.millrace.drift.domain.windows.TrainingProfiles;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Specs and versions as their topics tell them, and the events that are in theirs.
 *
 * <p><i>Failure</i>: where one cannot be opened, those before it are closed.
 */
final class LiveBoard implements Board {

  private final Parts parts;
  private final CompactedView<PipelineSpec> specs;
  private final CompactedView<ModelVersion> versions;
  private final Set<String> written;

  private LiveBoard(
      Parts parts,
      CompactedView<PipelineSpec> specs,
      CompactedView<ModelVersion> versions,
      Set<String> written) {
    this.parts = parts;
    this.specs = specs;
    this.versions = versions;
    this.written = written;
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
      Set<String> written = new HashSet<>();
      new TopicReader(settings.kafka(), registry)
          .read(Topics.RETRAINING_EVENTS, record -> written.add(record.value().getId()));
      return new LiveBoard(parts, specs, versions, written);
    } catch (RuntimeException e) {
      throw parts.closeBecauseOf(e);
    }
  }

  @Override
  public Optional<PipelineSpec> watched(String pipeline) {
    return specs
        .find(pipeline)
        .filter(spec -> spec.getDrift() != null || spec.getRetraining() != null);
  }

  @Override
  public TrainingProfiles training(String pipeline) {
    return version ->
        versions
            .find(pipeline + "/" + version)
            .map(ModelVersion::getTraining)
            .map(training -> bytes(training.getProfile()))
            .filter(profiles -> !profiles.isEmpty());
  }

  @Override
  public boolean isWritten(String eventId) {
    return written.contains(eventId);
  }

  @Override
  public void close() {
    parts.close();
  }

  private static Map<String, byte[]> bytes(Map<String, ByteBuffer> profiles) {
    Map<String, byte[]> all = new TreeMap<>();
    profiles.forEach(
        (name, profile) -> {
          byte[] bytes = new byte[profile.remaining()];
          profile.duplicate().get(bytes);
          all.put(name, bytes);
        });
    return all;
  }
}
