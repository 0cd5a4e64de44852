package dev.millrace.lifecycle.work;

import java.util.Map;
import java.util.TreeMap;

/**
 * A stretch of a topic.
 *
 * @param from first offset, by partition
 * @param to offset behind the last, by partition; partitions without one are not read
 */
public record Offsets(Map<Integer, Long> from, Map<Integer, Long> to) {

  public Offsets {
    from = Map.copyOf(from);
    to = Map.copyOf(to);
  }

  /** The stretch behind this one, up to the end of a later one. */
  public Offsets until(Offsets later) {
    return new Offsets(to, later.to);
  }

  @Override
  public String toString() {
    return new TreeMap<>(from) + " to " + new TreeMap<>(to);
  }
}
