package dev.millrace.bedrock.cloudwatch;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The values that were put, by minute, in memory.
 *
 * <p><i>Size</i>: beyond {@value #MOST_PERIODS} minutes of all series together, the oldest minutes
 * are forgotten.
 *
 * <p><i>Threads</i>: may be used by many.
 */
public final class MetricStore {

  private static final int MOST_PERIODS = 200_000;

  private final TreeMap<Instant, Map<StoredSeries, StoredPeriod>> minutes = new TreeMap<>();
  private int periods;
  private long data;

  /**
   * A value that is put.
   *
   * @param at when it was
   */
  record Put(StoredSeries series, Instant at, StoredPeriod values) {}

  synchronized void put(List<Put> puts) {
    for (Put one : puts) {
      Map<StoredSeries, StoredPeriod> minute =
          minutes.computeIfAbsent(one.at().truncatedTo(ChronoUnit.MINUTES), any -> new HashMap<>());
      int before = minute.size();
      minute.merge(one.series(), one.values(), StoredPeriod::and);
      periods += minute.size() - before;
      data++;
    }
    while (periods > MOST_PERIODS) {
      periods -= minutes.pollFirstEntry().getValue().size();
    }
  }

  /** How many data were put. */
  public synchronized long data() {
    return data;
  }

  /** All that is known of a minute; empty where nothing is. */
  public synchronized Map<StoredSeries, StoredPeriod> minute(Instant start) {
    return Map.copyOf(minutes.getOrDefault(start, Map.of()));
  }

  /** The minutes of which something is known. */
  public synchronized Set<Instant> minutes() {
    return Set.copyOf(minutes.keySet());
  }

  /** Sum of a name over all minutes and dimensions. */
  public synchronized BigDecimal sum(String name) {
    return minutes.values().stream()
        .flatMap(minute -> minute.entrySet().stream())
        .filter(one -> one.getKey().name().equals(name))
        .map(one -> one.getValue().sum())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
