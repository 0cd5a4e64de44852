package dev.millrace.lifecycle.offline;

/**
 * What came of one call.
 *
 * @param said to be kept, unless it is worth another call
 * @param next whether to ask again
 * @param paid whether something may have been paid for
 */
public record Reply(Said said, Next next, Paid paid) {

  /** What to do now. */
  public enum Next {
    /** This is it. */
    KEEP,
    /** The endpoint was busy, or away: a later call may be answered. */
    ASK_AGAIN
  }

  /** What is known of the money. */
  public enum Paid {
    /** What the answer says. */
    AS_SAID,
    /** Nothing: the endpoint has refused it. */
    NOTHING,
    /** Nobody knows: the upper bound stays booked. */
    UNKNOWN
  }
}
