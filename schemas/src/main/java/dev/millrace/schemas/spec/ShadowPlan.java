package dev.millrace.schemas.spec;

import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.schemas.spec.ApplyPlan.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has to be written to {@code model-versions} so that a model runs in the shadow of those that
 * serve a pipeline, or that none does any more: decided here, written by the caller.
 *
 * <p><i>Shape</i>: a pipeline has one shadow, the newest candidate with a share. It begins after
 * the one before it has ended, so that no key is shown to both.
 *
 * @param versions in the order in which they are to be written
 */
public record ShadowPlan(List<ModelVersion> versions) {

  public ShadowPlan {
    versions = List.copyOf(versions);
  }

  /**
   * What is to run in the shadow.
   *
   * @param modelId Bedrock model id or ARN
   * @param share of the ordering keys, above 0 and at most 1
   */
  public record Wanted(String modelId, double share) {

    public Wanted {
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "a share is above 0 and at most 1, got " + share + ": none is given by ending it");
      }
    }
  }

  /**
   * Begins a shadow, or changes its share.
   *
   * @param pipeline that has a champion
   * @param known versions of the pipeline's model
   */
  public static ShadowPlan begin(
      String pipeline, Wanted wanted, Collection<ModelVersion> known, Change change) {
    ModelVersion shadow =
        candidate(wanted.modelId(), known)
            .orElseGet(() -> next(pipeline, wanted.modelId(), known, change));
    List<ModelVersion> written = new ArrayList<>();
    running(known).stream()
        .filter(one -> one.getVersion() != shadow.getVersion())
        .map(one -> ended(one, "Another model runs in the shadow.", change))
        .forEach(written::add);
    if (shadow.getShare() != wanted.share()) {
      written.add(
          changed(shadow, change)
              .setShare(wanted.share())
              .setReason("It runs in the shadow of those that serve.")
              .build());
    }
    return new ShadowPlan(written);
  }

  /** Ends the shadow; writes nothing where none runs. */
  public static ShadowPlan end(Collection<ModelVersion> known, Change change) {
    return new ShadowPlan(
        running(known).stream().map(one -> ended(one, "Its shadow was ended.", change)).toList());
  }

  private static List<ModelVersion> running(Collection<ModelVersion> known) {
    return known.stream()
        .filter(one -> one.getState() == ModelState.CANDIDATE && one.getShare() > 0)
        .sorted(Comparator.comparingInt(ModelVersion::getVersion))
        .toList();
  }

  private static Optional<ModelVersion> candidate(String modelId, Collection<ModelVersion> known) {
    return known.stream()
        .filter(one -> one.getState() == ModelState.CANDIDATE)
        .filter(one -> one.getModelId().equals(modelId))
        .max(Comparator.comparingInt(ModelVersion::getVersion));
  }

  private static ModelVersion next(
      String pipeline, String modelId, Collection<ModelVersion> known, Change change) {
    int highest = known.stream().mapToInt(ModelVersion::getVersion).max().orElse(0);
    return ModelVersion.newBuilder()
        .setPipeline(pipeline)
        .setVersion(highest + 1)
        .setState(ModelState.CANDIDATE)
        .setModelId(modelId)
        .setShare(0.0)
        .setEvaluation(Map.of())
        .setReason("")
        .setChangedBy(change.by())
        .setChangedAt(change.at())
        .build();
  }

  private static ModelVersion ended(ModelVersion version, String reason, Change change) {
    return changed(version, change).setShare(0.0).setReason(reason).build();
  }

  private static ModelVersion.Builder changed(ModelVersion version, Change change) {
    return ModelVersion.newBuilder(version).setChangedBy(change.by()).setChangedAt(change.at());
  }
}
