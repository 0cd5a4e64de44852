package dev.millrace.lifecycle.work;

/**
 * What is made ready to be asked.
 *
 * @param artifact of the training
 */
public record DeploymentOrder(Run run, String artifact) {

  public DeploymentOrder {
    if (artifact.isBlank()) {
      throw new IllegalArgumentException("nothing can be deployed that no training has made");
    }
  }
}
