package dev.millrace.lifecycle.work;

/**
 * Trains models, elsewhere.
 *
 * <p><i>Threads</i>: any; each call makes a few requests at most, and none waits for the job.
 *
 * <p><i>Failure</i>: is part of the state; nothing is thrown.
 */
public interface Training {

  /** Begins the job where there is none of its name, and says how far it is. */
  TrainingState begin(TrainingOrder order);

  /** Says how far it is. */
  TrainingState poll(TrainingOrder order);

  /** Stops that of a run where it is under way, and says how far it is. */
  TrainingState stop(Run run);
}
