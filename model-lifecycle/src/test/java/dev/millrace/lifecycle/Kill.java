package dev.millrace.lifecycle;

/** Ends a process at the n-th place at which that could make a difference. */
final class Kill {

  private int left;

  /** The process is gone. */
  static final class Struck extends Error {
    private static final long serialVersionUID = 1;
  }

  /** Strikes at that place; never where it is negative. */
  Kill(int place) {
    this.left = place;
  }

  void mayStrike() {
    if (left-- == 0) {
      throw new Struck();
    }
  }

  /** Whether there were fewer places. */
  boolean isSpared() {
    return left >= 0;
  }
}
