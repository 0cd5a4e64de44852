package dev.millrace.schemas.spec;

import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What the versions of one pipeline's model mean together. */
public final class ModelVersions {

  private ModelVersions() {}

  /** Key of a version in its topic. */
  public static String key(ModelVersion version) {
    return version.getPipeline() + "/" + version.getVersion();
  }

  /**
   * The version that answers: the champion with the highest number. Between the two writes of a
   * change there are two champions, and the newer one counts.
   */
  public static Optional<ModelVersion> champion(Collection<ModelVersion> versions) {
    return versions.stream()
        .filter(version -> version.getState() == ModelState.CHAMPION)
        .max(Comparator.comparingInt(ModelVersion::getVersion));
  }
}
