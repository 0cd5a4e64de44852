package dev.millrace.platform.pricing;

/**
 * What a name of one's own costs: an application inference profile, or the deployment of a model
 * that is charged like another.
 *
 * @param arn under which it is called
 * @param modelId of the model or profile whose prices are its own; may be its ARN
 */
public record ProfileRow(String arn, String modelId) {

  public ProfileRow {
    if (arn.isBlank() || modelId.isBlank()) {
      throw new IllegalArgumentException("a profile needs its ARN and the model behind it");
    }
    if (arn.equals(modelId)) {
      throw new IllegalArgumentException("the profile " + arn + " stands for itself");
    }
  }
}
