package dev.millrace.drift.domain.windows;

import java.time.Duration;

/**
 * How long labels are waited for.
 *
 * @param due how long after its event a label counts for the stream of judged answers; windows
 *     count later ones too
 * @param kept when nothing is waited for any more
 */
public record LabelTerms(Duration due, Duration kept) {

  public LabelTerms {
    if (due.isNegative() || due.compareTo(kept) > 0) {
      throw new IllegalArgumentException(
          "expected labels to be due within the time that they are kept, got "
              + due
              + " and "
              + kept);
    }
  }

  /** Event time before which nobody waits for anything. */
  long horizon(long nowMillis) {
    long keptMillis = kept.toMillis();
    return Math.max(nowMillis, Long.MIN_VALUE + keptMillis) - keptMillis;
  }
}
