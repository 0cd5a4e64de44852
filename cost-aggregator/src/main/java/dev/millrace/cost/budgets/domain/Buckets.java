package dev.millrace.cost.budgets.domain;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Spending by equal stretches of time; buckets without any are not there.
 *
 * <p><i>Shape</i>: what is too old is forgotten when time goes on, and is not taken in afterwards,
 * so the same additions in any order leave the same buckets.
 */
final class Buckets {

  private final long sizeMinutes;
  private final NavigableMap<Long, BigDecimal> sums = new TreeMap<>();

  /**
   * Empty ones.
   *
   * @param size whole minutes
   */
  Buckets(Duration size) {
    this.sizeMinutes = size.toMinutes();
    if (!Duration.ofMinutes(sizeMinutes).equals(size) || sizeMinutes < 1) {
      throw new IllegalArgumentException("buckets of " + size + ", expected whole minutes");
    }
  }

  Duration size() {
    return Duration.ofMinutes(sizeMinutes);
  }

  /** Sums by number of the bucket, counted from the epoch. */
  NavigableMap<Long, BigDecimal> sums() {
    return sums;
  }

  /** The number of the bucket that an instant lies in. */
  long number(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), sizeMinutes * 60);
  }

  /** The start of a bucket. */
  Instant start(long number) {
    return Instant.ofEpochSecond(number * sizeMinutes * 60);
  }

  void add(Instant at, BigDecimal amount) {
    add(number(at), amount);
  }

  void add(long number, BigDecimal amount) {
    sums.merge(
        number,
        amount,
        (one, other) -> {
          BigDecimal sum = one.add(other);
          return sum.signum() == 0 ? null : sum;
        });
  }

  BigDecimal get(long number) {
    return sums.getOrDefault(number, BigDecimal.ZERO);
  }

  void forgetBefore(Instant time) {
    sums.headMap(number(time), false).clear();
  }

  /** Sum of the bucket in which the time ends, and of those before, as many as the time holds. */
  BigDecimal last(Duration time, Instant end) {
    BigDecimal sum = BigDecimal.ZERO;
    for (BigDecimal one : sums.subMap(oldest(time, end), true, newest(end), true).values()) {
      sum = sum.add(one);
    }
    return sum;
  }

  /** What of that time has passed: the newest bucket may not be over. */
  Duration elapsed(Duration time, Instant end) {
    return Duration.between(start(oldest(time, end)), end);
  }

  private long oldest(Duration time, Instant end) {
    return newest(end) - Math.max(1, time.toMinutes() / sizeMinutes) + 1;
  }

  private long newest(Instant end) {
    return number(end.minusMillis(1));
  }
}
