package dev.millrace.inference.domain;

import dev.millrace.record.Route;

/**
 * A model that a request may go to.
 *
 * @param modelId Bedrock model id or ARN
 * @param version version of the pipeline's model, as in model-versions; 0 of a fallback
 * @param part its part in the pipeline
 */
public record ModelRoute(String modelId, int version, Route part) {

  private static final int NO_VERSION = 0;

  static ModelRoute fallback(String modelId) {
    return new ModelRoute(modelId, NO_VERSION, Route.FALLBACK);
  }
}
