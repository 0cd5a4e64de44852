package dev.millrace.lifecycle.work;

/**
 * Makes trained models ready to be asked, and takes them away again.
 *
 * <p><i>Threads</i>: any; each call makes a few requests at most.
 *
 * <p><i>Failure</i>: is part of the state; nothing is thrown.
 */
public interface Deployment {

  /** Begins where there is none of its name, and says how far it is. */
  DeploymentState begin(DeploymentOrder order);

  /** Says how far that of a run is. */
  DeploymentState poll(Run run);

  /** Takes that of a run away, and says {@link DeploymentState.Absent} once it is gone. */
  DeploymentState delete(Run run);
}
