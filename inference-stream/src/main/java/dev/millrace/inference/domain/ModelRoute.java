package dev.millrace.inference.domain;

import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The model that a request goes to.
 *
 * @param modelId Bedrock model id or ARN
 * @param version version of the pipeline's model, as in model-versions
 */
public record ModelRoute(String modelId, int version) {

  /**
   * The champion of one pipeline: the newest version in that state. Between the two records of a
   * promotion both the old and the new one are champions.
   */
  public static Optional<ModelRoute> champion(Stream<ModelVersion> versions) {
    return versions
        .filter(version -> version.getState() == ModelState.CHAMPION)
        .max(Comparator.comparingInt(ModelVersion::getVersion))
        .map(version -> new ModelRoute(version.getModelId(), version.getVersion()));
  }
}
