package dev.millrace.bedrock.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * How many records of a job are due.
 *
 * @param since when the job began, or was resumed
 * @param before how many records were processed by then
 * @param perSecond at once where absent
 */
record RecordPace(Instant since, int before, OptionalInt perSecond) {

  /** So many at a time, at the very most, so that jobs take turns. */
  static final int MOST = 64;

  /** Not looked at more often, whatever the speed. */
  private static final Duration TICK = Duration.ofMillis(20);

  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

  /** How many of those left may be answered now. */
  int due(int processed, int left, Instant now) {
    int most = Math.min(MOST, left);
    if (perSecond.isEmpty()) {
      return most;
    }
    long seconds = Math.max(0, Duration.between(since, now).toNanos());
    long allowed =
        before + (long) ((double) seconds * perSecond.getAsInt() / SECOND_NANOS) - processed;
    return (int) Math.max(0, Math.min(most, allowed));
  }

  /** When to look again, where nothing is due. */
  Duration pause() {
    Duration one = Duration.ofNanos(SECOND_NANOS / perSecond.orElse(Integer.MAX_VALUE));
    return one.compareTo(TICK) > 0 ? one : TICK;
  }
}
