package dev.millrace.lifecycle.work;

/**
 * What is trained. The holdout is not part of it: whatever a trainer validates with has a say.
 *
 * @param baseModel id of the foundation model that training begins with
 * @param training S3 URI of the examples to train with
 */
public record TrainingOrder(Run run, String baseModel, String training) {

  /** Of a dataset. */
  public static TrainingOrder of(Run run, String baseModel, DatasetCard card) {
    return new TrainingOrder(run, baseModel, card.training().uri());
  }
}
