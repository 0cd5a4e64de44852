package dev.millrace.cost.queries;

import dev.millrace.record.CostMetric;
import java.util.List;
import org.apache.kafka.streams.state.HostInfo;

/** What an instance says to a query. */
public sealed interface Answer {

  /** These are the windows, in the order of their starts. */
  record Windows(List<CostMetric> windows) implements Answer {

    public Windows {
      windows = List.copyOf(windows);
    }
  }

  /** Another instance has them. */
  record Elsewhere(HostInfo host) implements Answer {}

  /** There are more than anybody wants at once. */
  record TooMany(int limit) implements Answer {}

  /** Nobody knows just now: instances start, stop, or take over from each other. */
  record Unknown() implements Answer {}
}
