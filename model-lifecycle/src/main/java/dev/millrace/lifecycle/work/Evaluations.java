package dev.millrace.lifecycle.work;

/**
 * Holds candidates against champions, apart from the traffic.
 *
 * <p><i>Threads</i>: any; nothing here waits for answers. The asking goes on in the background, and
 * is begun again by polling where the process was killed.
 */
public interface Evaluations {

  /** Begins, or goes on, where nothing is under way, and says how far it is. */
  EvaluationState poll(EvaluationOrder order);
}
