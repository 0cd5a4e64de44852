package dev.millrace.lifecycle.domain.rollout;

/** What becomes of a canary. */
public sealed interface Decision {

  /** Why a canary is taken back. */
  enum Reason {
    /** It is right less often. */
    LESS_ACCURATE,
    /** More of its requests fail. */
    FAILS_MORE,
    /** It costs too much. */
    TOO_EXPENSIVE,
    /** It takes too long. */
    TOO_SLOW,
    /** The time is over, and nothing shows that it is good enough. */
    NO_EVIDENCE
  }

  /** What was seen, for whoever asks. */
  Evidence evidence();

  /** It keeps its share. */
  record Continue(Evidence evidence) implements Decision {}

  /**
   * It gets more.
   *
   * @param step index of the share
   * @param share of the traffic
   */
  record NextShare(int step, double share, Evidence evidence) implements Decision {}

  /** It gets everything. */
  record Promote(Evidence evidence) implements Decision {}

  /**
   * It gets nothing any more.
   *
   * @param detail one sentence with the figures
   */
  record RollBack(Reason reason, String detail, Evidence evidence) implements Decision {}
}
