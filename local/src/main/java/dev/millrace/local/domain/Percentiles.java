package dev.millrace.local.domain;

import java.util.Arrays;
import java.util.Collection;

/**
 * Percentiles of latencies by nearest rank.
 *
 * <p><i>Units</i>: milliseconds.
 */
public record Percentiles(long p50, long p95, long p99) {

  /** Of at least one value. */
  public static Percentiles of(Collection<Long> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("percentiles need at least one value");
    }
    long[] sorted = values.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return new Percentiles(rank(sorted, 50), rank(sorted, 95), rank(sorted, 99));
  }

  private static long rank(long[] sorted, int percent) {
    int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
    return sorted[Math.max(rank, 1) - 1];
  }
}
