package dev.millrace.lifecycle.work;

import java.util.Set;

/**
 * Holds candidates against champions, apart from the traffic.
 *
 * <p><i>Threads</i>: any; nothing here waits for answers. The asking goes on in the background, and
 * is begun again by polling where the process was killed.
 */
public interface Evaluations {

  /** Begins, or goes on, where nothing is under way, and says how far it is. */
  EvaluationState poll(EvaluationOrder order);

  /**
   * Has all others than those of these runs begin no further call; what they have asked is kept,
   * and what calls have taken of which nobody heard is booked.
   */
  void keepOnly(Set<Run> runs);

  /** Has all of them begin no further call: another instance looks after them from now on. */
  void stopAll();
}
