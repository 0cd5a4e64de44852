package dev.millrace.console.letters.domain;

import java.util.Map;

/**
 * How far the topic of dead letters was looked at: what came later is behind it.
 *
 * @param ends offset behind the last letter, by partition; a partition without one had none
 */
public record LetterBound(Map<Integer, Long> ends) {

  public LetterBound {
    ends = Map.copyOf(ends);
    ends.forEach(
        (partition, end) -> {
          if (partition < 0 || end < 0) {
            throw new IllegalArgumentException(
                "partition " + partition + " up to " + end + ": expected none below 0");
          }
        });
  }

  /** Whether a letter at that place was there to be looked at. */
  public boolean holds(int partition, long offset) {
    return offset < ends.getOrDefault(partition, 0L);
  }
}
