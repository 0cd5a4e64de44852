package dev.millrace.cost.domain;

import dev.millrace.platform.pricing.domain.CostWindow;
import java.time.Duration;

/**
 * How long things are remembered.
 *
 * <p>Time is that of the brokers, as the records of the input were taken in; no record can set it
 * ahead by what it says of itself.
 *
 * @param records for so long, copies of a record are known as copies; older records are not booked,
 *     because nobody knows any more whether they were
 * @param daily for so long, windows of a day can be added to and rated again; those of minutes and
 *     hours as long as records are
 */
public record Horizon(Duration records, Duration daily) {

  /** Longer than the longest call: a record of a batch job may wait for a day and more. */
  public static final Duration LONGEST_CALL = Duration.ofDays(7);

  public Horizon {
    if (records.compareTo(Duration.ofDays(1)) < 0
        || daily.compareTo(records.plus(LONGEST_CALL)) < 0) {
      throw new IllegalArgumentException(
          "records are known for "
              + records
              + " and days for "
              + daily
              + ": expected at least a day, and a week more than that");
    }
  }

  /**
   * Whether a record comes too late to be booked.
   *
   * @param nowMillis when the brokers took in the newest record so far
   */
  public boolean isTooLate(Charge charge, long nowMillis) {
    long oldest = nowMillis - records.toMillis();
    return charge.completedAtMillis() < oldest
        || charge.calls().stream()
            .anyMatch(call -> call.startedAtMillis() < oldest - LONGEST_CALL.toMillis());
  }

  /** Whether nothing can come to a window any more, so that it may be forgotten. */
  public boolean isOver(WindowKey key, long nowMillis) {
    Duration kept = key.window() == CostWindow.DAY ? daily : records.plus(LONGEST_CALL);
    return key.endMillis() < nowMillis - kept.toMillis();
  }
}
