package dev.millrace.drift.domain.windows;

import java.time.Duration;

/** The hours of a week, in UTC, counted from the beginning of 1970. */
final class Season {

  private static final long SLOT_MILLIS = Duration.ofHours(1).toMillis();
  private static final int SLOTS = 7 * 24;

  private Season() {}

  /** Which of the week's hours an instant is in. */
  static int slot(long eventTimeMillis) {
    return (int) Math.floorMod(Math.floorDiv(eventTimeMillis, SLOT_MILLIS), (long) SLOTS);
  }

  /** When the hour that an instant is in is over. */
  static long end(long eventTimeMillis) {
    return (Math.floorDiv(eventTimeMillis, SLOT_MILLIS) + 1) * SLOT_MILLIS;
  }
}
