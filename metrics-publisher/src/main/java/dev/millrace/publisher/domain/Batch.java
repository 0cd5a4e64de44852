package dev.millrace.publisher.domain;

import java.util.List;
import java.util.Map;

/**
 * What one call tells.
 *
 * @param number rises by one with each
 * @param windows what is told once it is sent, by window
 * @param corrections windows among them that were told before
 */
public record Batch(long number, List<Datum> datums, Map<String, Told> windows, int corrections) {

  public Batch {
    datums = List.copyOf(datums);
    windows = Map.copyOf(windows);
  }
}
