package dev.millrace.lifecycle.work;

/**
 * What is trained.
 *
 * @param baseModel id of the foundation model that training begins with
 * @param training S3 URI of the examples to train with
 * @param holdout S3 URI of those that are only measured; nothing is learned from them
 */
public record TrainingOrder(Run run, String baseModel, String training, String holdout) {

  /** Of a dataset. */
  public static TrainingOrder of(Run run, String baseModel, DatasetCard card) {
    return new TrainingOrder(run, baseModel, card.training().uri(), card.holdout().uri());
  }
}
