package dev.millrace.benchmarks.cost;

import dev.millrace.record.CostMetric;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The newest record of each window, of all lengths, in little memory. */
final class OpenWindows {

  private final Map<Duration, Map<UUID, Sum>> newest = new HashMap<>();

  private record Sum(long calls, BigDecimal cost) {}

  void take(CostMetric metric) {
    String name = metric.getTenant() + "\0" + metric.getModelId() + "\0" + metric.getWindowStart();
    newest
        .computeIfAbsent(
            Duration.between(metric.getWindowStart(), metric.getWindowEnd()),
            length -> new HashMap<>())
        .put(
            UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
            new Sum(metric.getTotal().getCalls(), metric.getTotal().getCost()));
  }

  /** How many there are. */
  long count() {
    return newest.values().stream().mapToLong(Map::size).sum();
  }

  /** Windows that lose or double calls or money have no figure. */
  void requireAll(DayOfTenants.Put put) {
    if (newest.size() != 3) {
      throw new IllegalStateException("windows of the lengths " + newest.keySet() + ", expected 3");
    }
    newest.forEach(
        (length, windows) -> {
          long calls = windows.values().stream().mapToLong(Sum::calls).sum();
          BigDecimal cost =
              windows.values().stream().map(Sum::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
          if (calls != put.calls() || cost.compareTo(put.cost()) != 0) {
            throw new IllegalStateException(
                put + " was put in, and windows of " + length + " hold " + new Sum(calls, cost));
          }
        });
  }
}
