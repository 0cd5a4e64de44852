package dev.millrace.lifecycle.domain.evaluation;

import java.util.Optional;

/** What the gate says of a candidate. */
public sealed interface Verdict {

  /** Why a candidate gets no traffic. */
  enum Reason {
    /** It is right less often. */
    LESS_ACCURATE,
    /** It is better, but not by what the spec asks for, or that may be luck. */
    GAIN_TOO_SMALL,
    /** It is worse on a segment. */
    SEGMENT_WORSE,
    /** Over all labels alike it is worse: it gives up the rare ones. */
    RARE_LABELS_WORSE,
    /** It costs too much. */
    TOO_EXPENSIVE,
    /** It takes too long. */
    TOO_SLOW
  }

  /** It may be given traffic. */
  record Accepted(Figures figures) implements Verdict {}

  /**
   * It may not.
   *
   * @param segment where; absent where it is about the whole
   * @param detail one sentence with the figures
   */
  record Rejected(Reason reason, Optional<String> segment, String detail, Figures figures)
      implements Verdict {}

  /**
   * Nothing can be said.
   *
   * @param missing how many examples more are needed
   */
  record NotEnough(int missing) implements Verdict {}
}
