package dev.millrace.schemas.spec;

import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What applying a spec writes: decided here, written by the caller.
 *
 * <p><i>Shape</i>: the versions first and in this order, then the spec. So there is a champion at
 * every moment, and a spec never stands without one; an apply that died half-way is completed by
 * the next.
 *
 * @param versions for {@code model-versions}; empty where the champion stays
 * @param spec for {@code pipelines}; nothing where it is in force already
 */
public record ApplyPlan(List<ModelVersion> versions, Optional<PipelineSpec> spec) {

  /**
   * What is in force.
   *
   * @param spec nothing where the pipeline is new
   * @param versions of this pipeline's model; those of others are passed over
   */
  public record InForce(Optional<PipelineSpec> spec, Collection<ModelVersion> versions) {

    public InForce {
      versions = List.copyOf(versions);
    }

    /** Of a pipeline that nobody has applied yet. */
    public static InForce nothing() {
      return new InForce(Optional.empty(), List.of());
    }
  }

  /**
   * Who applies, and when.
   *
   * @param by user or key that the change is put down to
   * @param at moment of the change, UTC
   */
  public record Change(String by, Instant at) {}

  public ApplyPlan {
    versions = List.copyOf(versions);
  }

  /** Compares what is wanted with what is in force. */
  public static ApplyPlan of(PipelineSpec wanted, InForce current, Change change) {
    return new ApplyPlan(versions(wanted, current, change), spec(wanted, current.spec(), change));
  }

  /** Whether there is nothing to write. */
  public boolean isEmpty() {
    return versions.isEmpty() && spec.isEmpty();
  }

  private static Optional<PipelineSpec> spec(
      PipelineSpec wanted, Optional<PipelineSpec> current, Change change) {
    int revision = current.map(PipelineSpec::getRevision).orElse(0);
    boolean sameWords = current.filter(spec -> spec.getYaml().equals(wanted.getYaml())).isPresent();
    boolean sameMeaning = current.filter(spec -> meaning(spec).equals(meaning(wanted))).isPresent();
    if (sameWords && sameMeaning) {
      return Optional.empty();
    }
    // A comment is no change of what the pipeline does: the text is kept up to date, and requests
    // go on to name the same revision.
    return Optional.of(
        PipelineSpec.newBuilder(wanted)
            .setRevision(sameMeaning ? revision : revision + 1)
            .setPromptRevision(promptRevision(wanted, current))
            .setAppliedAt(change.at())
            .build());
  }

  private static int promptRevision(PipelineSpec wanted, Optional<PipelineSpec> current) {
    return current
        .map(
            spec ->
                spec.getPrompt().equals(wanted.getPrompt())
                    ? spec.getPromptRevision()
                    : spec.getPromptRevision() + 1)
        .orElse(1);
  }

  /** The spec without what says nothing about the pipeline's work. */
  private static PipelineSpec meaning(PipelineSpec spec) {
    return PipelineSpec.newBuilder(spec)
        .setRevision(1)
        .setPromptRevision(1)
        .setYaml("")
        .setAppliedAt(Instant.EPOCH)
        .build();
  }

  private static List<ModelVersion> versions(PipelineSpec wanted, InForce current, Change change) {
    List<ModelVersion> existing =
        current.versions().stream()
            .filter(version -> version.getPipeline().equals(wanted.getPipeline()))
            .sorted(Comparator.comparingInt(ModelVersion::getVersion))
            .toList();
    String named = wanted.getModels().getChampion();
    boolean newlyNamed =
        current.spec().filter(spec -> spec.getModels().getChampion().equals(named)).isEmpty();
    List<ModelVersion> written = new ArrayList<>();
    // A champion that the spec did not name before and does not name now goes. One that stands
    // under an unchanged name has been promoted over the spec's: applying again keeps it.
    ModelVersion champion =
        ModelVersions.champion(existing)
            .filter(reigning -> !newlyNamed || reigning.getModelId().equals(named))
            .orElseGet(
                () -> {
                  ModelVersion next = next(wanted, existing, change);
                  written.add(next);
                  return next;
                });
    existing.stream()
        .filter(version -> version.getVersion() < champion.getVersion())
        .filter(version -> mustRetire(version, newlyNamed))
        .map(version -> retired(version, champion, change))
        .forEach(written::add);
    return written;
  }

  /** A canary was measured against the champion before: a newly named one voids that. */
  private static boolean mustRetire(ModelVersion version, boolean newlyNamed) {
    return version.getState() == ModelState.CHAMPION
        || (version.getState() == ModelState.CANARY && newlyNamed);
  }

  private static ModelVersion next(
      PipelineSpec wanted, List<ModelVersion> existing, Change change) {
    int highest = existing.isEmpty() ? 0 : existing.get(existing.size() - 1).getVersion();
    return ModelVersion.newBuilder()
        .setPipeline(wanted.getPipeline())
        .setVersion(highest + 1)
        .setState(ModelState.CHAMPION)
        .setModelId(wanted.getModels().getChampion())
        .setShare(1.0)
        .setEvaluation(Map.of())
        .setReason("The spec names it as champion.")
        .setChangedBy(change.by())
        .setChangedAt(change.at())
        .build();
  }

  private static ModelVersion retired(ModelVersion version, ModelVersion champion, Change change) {
    return ModelVersion.newBuilder(version)
        .setState(ModelState.RETIRED)
        .setShare(0.0)
        .setReason("Version " + champion.getVersion() + " took its place.")
        .setChangedBy(change.by())
        .setChangedAt(change.at())
        .build();
  }
}
