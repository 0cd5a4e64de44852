package dev.millrace.platform.drift.domain;

import dev.millrace.record.Verdict;

/**
 * How long a change has to last before it is an alarm: some of the last windows.
 *
 * @param needed windows that have to be drifted, at least 1
 * @param of how many of the last ones, at most 64; windows without enough data are passed over
 */
public record Persistence(int needed, int of) {

  /** Each drifted window is an alarm. */
  public static final Persistence NONE = new Persistence(1, 1);

  public Persistence {
    if (needed < 1 || of < needed || of > Long.SIZE) {
      throw new IllegalArgumentException(
          "at least one window of at most "
              + Long.SIZE
              + " is needed, not "
              + needed
              + " of "
              + of);
    }
  }

  /** What follows of one more window. */
  public Step next(RecentWindows recent, Verdict verdict) {
    if (verdict == Verdict.NOT_ENOUGH_DATA) {
      return new Step(recent, false);
    }
    long mask = of == Long.SIZE ? -1 : (1L << of) - 1;
    long drifted = (recent.drifted() << 1 | (verdict == Verdict.DRIFTED ? 1 : 0)) & mask;
    // An alarm uses up its windows: the next one needs new ones (see FalseAlarmBudget).
    return Long.bitCount(drifted) >= needed
        ? new Step(RecentWindows.NONE, true)
        : new Step(new RecentWindows(drifted), false);
  }

  /**
   * Which of the last windows were drifted.
   *
   * @param drifted a bit for each, the newest lowest
   */
  public record RecentWindows(long drifted) {

    /** No window yet. */
    public static final RecentWindows NONE = new RecentWindows(0);
  }

  /** What is remembered, and whether there is an alarm now. */
  public record Step(RecentWindows recent, boolean alarm) {}
}
