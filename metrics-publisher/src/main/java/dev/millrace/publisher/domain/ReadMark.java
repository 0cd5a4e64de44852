package dev.millrace.publisher.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Up to when all that was written has been read: what is read in vain says nothing of that.
 *
 * <p><i>Shape</i>: the ends of all partitions at a moment are gone for, and the next ones once all
 * of them are reached.
 *
 * <p><i>Threads</i>: for one.
 */
public final class ReadMark {

  /** Ends are asked for no more often: nothing that is looked at is shorter. */
  private static final Duration BETWEEN_ENDS = Duration.ofSeconds(1);

  private Instant read = Instant.MIN;
  private Instant aimedAt = Instant.MIN;
  private Map<String, Long> aim = Map.of();

  /** Whether it has to be told where partitions end. */
  public boolean asksForEnds(Instant now) {
    return aim.isEmpty() && !now.isBefore(aimedAt.plus(BETWEEN_ENDS));
  }

  /** All partitions ended there at a moment. */
  public void ends(Map<String, Long> ends, Instant at) {
    aim = Map.copyOf(ends);
    aimedAt = at;
  }

  /** So far partitions have been read: behind the last record, by partition. */
  public void read(Map<String, Long> positions) {
    boolean isReached =
        aim.entrySet().stream()
            .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    if (!aim.isEmpty() && isReached) {
      read = aimedAt;
      aim = Map.of();
    }
  }

  /** What was written before then has been read; the beginning of time where that is not known. */
  public Instant upTo() {
    return read;
  }
}
