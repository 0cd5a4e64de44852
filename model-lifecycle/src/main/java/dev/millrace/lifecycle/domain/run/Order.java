package dev.millrace.lifecycle.domain.run;

import java.util.Optional;

/** What operators want of a pipeline's models. */
public sealed interface Order {

  /** What comes of it. */
  sealed interface Answer {

    /** This is to be written. */
    record Done(Turn turn) implements Answer {}

    /**
     * It cannot be.
     *
     * @param why one sentence that says what to do instead
     */
    record Refused(String why) implements Answer {}

    /**
     * It named a version in whose place another is now.
     *
     * @param why one sentence that names both
     */
    record Overtaken(String why) implements Answer {}
  }

  /** The run goes no further for now. A canary keeps its share. */
  record Pause() implements Order {}

  /** The run goes on. */
  record Resume() implements Order {}

  /** The run ends, and what it has made is taken down. */
  record Abort() implements Order {}

  /** The candidate that passed the gate may have traffic. */
  record Approve() implements Order {}

  /**
   * A version becomes the champion, whatever the figures say.
   *
   * @param version absent: the candidate of the run
   */
  record Promote(Optional<Integer> version) implements Order {}

  /**
   * The canary loses its share; where there is none, or {@code to} is given, the champion goes.
   *
   * @param from version that has to be that canary or champion; absent: whichever is
   * @param to version that takes the champion's place; absent: the one before
   */
  record RollBack(Optional<Integer> from, Optional<Integer> to) implements Order {}
}
