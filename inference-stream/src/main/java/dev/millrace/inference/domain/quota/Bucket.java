package dev.millrace.inference.domain.quota;

/**
 * A token bucket that may be overdrawn: what is larger than the bucket goes through when it is
 * full, and is paid off afterwards.
 *
 * <p><i>Threads</i>: for one at a time.
 */
final class Bucket {

  private static final double NANOS_PER_MINUTE = 60e9;

  private final double capacity;
  private final double perNano;
  private double level;
  private long filledAt;

  /**
   * A full one.
   *
   * @param now nanoseconds, as all other times here; only differences count
   */
  Bucket(double capacity, double perMinute, long now) {
    this.capacity = capacity;
    this.perNano = perMinute / NANOS_PER_MINUTE;
    this.level = capacity;
    this.filledAt = now;
  }

  /** Nanoseconds until so much can be taken; 0 where it can be taken now. */
  long waitFor(long amount, long now) {
    fill(now);
    double missing = Math.min((double) amount, capacity) - level;
    return missing <= 0 ? 0 : (long) Math.ceil(missing / perNano);
  }

  /** Whether half of it is left when so much is taken, or all of it is there now. */
  boolean spares(long amount, long now) {
    fill(now);
    return level >= capacity || level - (double) amount >= capacity / 2;
  }

  /** The part of it that is taken: 0 of a full one; more than 1 where it is overdrawn. */
  double used(long now) {
    fill(now);
    return 1 - level / capacity;
  }

  /** Takes so much, or gives it back where it is less than 0: what it cannot hold runs over. */
  void take(long amount, long now) {
    fill(now);
    level = Math.min(capacity, level - (double) amount);
  }

  private void fill(long now) {
    level = Math.min(capacity, level + perNano * (double) Math.max(0, now - filledAt));
    filledAt = Math.max(filledAt, now);
  }
}
