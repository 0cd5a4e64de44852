package dev.millrace.platform.drift.domain;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Categories as they were seen, and how often.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class CategorySample {

  private final SortedMap<String, Long> counts = new TreeMap<>();
  private long nulls;

  /** Counts one value; null where there is none. */
  public void add(@Nullable String value) {
    if (value == null) {
      nulls++;
    } else {
      counts.merge(value, 1L, Long::sum);
    }
  }

  /** How often each was seen, in alphabetical order. */
  public SortedMap<String, Long> counts() {
    return Collections.unmodifiableSortedMap(counts);
  }

  /** How many values were missing. */
  public long nulls() {
    return nulls;
  }

  long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many values would be unseen if all but one were known: those that occur once. */
  long singles() {
    return counts.values().stream().filter(count -> count == 1).count();
  }

  long of(String category) {
    return counts.getOrDefault(category, 0L);
  }
}
