package dev.millrace.bedrock.conduct;

/**
 * A quota for a minute that comes back as steadily as it was given; full in the beginning. It may
 * go below zero, and what is owed comes back first.
 *
 * <p><i>Threads</i>: for one at a time.
 */
final class MinuteBucket {

  /** Parts of one unit: each millisecond of a minute then brings a whole number of them. */
  private static final long PARTS = 60_000;

  /** Longer silences count as this long, so that products stay within a long. */
  private static final long LONGEST_MILLIS = 24L * 60 * PARTS;

  private final long limit;
  private long parts;
  private long atMillis;

  MinuteBucket(long limit, long nowMillis) {
    this.limit = limit;
    this.parts = limit * PARTS;
    this.atMillis = nowMillis;
  }

  /** Lets come back what is due by now. */
  void advance(long nowMillis) {
    long passed = Math.min(LONGEST_MILLIS, Math.max(0, nowMillis - atMillis));
    atMillis = Math.max(atMillis, nowMillis);
    parts = Math.min(limit * PARTS, parts + passed * limit);
  }

  boolean holds(long units) {
    return parts >= units * PARTS;
  }

  /** Takes as much, or gives it back where it is negative. */
  void take(long units) {
    parts = Math.min(limit * PARTS, parts - units * PARTS);
  }

  long limit() {
    return limit;
  }

  /** What is missing until it is full, in whole units begun. */
  long used() {
    return (limit * PARTS - parts + PARTS - 1) / PARTS;
  }
}
