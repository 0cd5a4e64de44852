package dev.millrace.drift.domain.windows;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * How much of a version's first traffic it is compared with later: the least number of panes, from
 * the first one on, and as many more as it takes to have enough records.
 *
 * @param panes least number
 * @param records least number
 * @param sample most records that profiles are made of: those with the smallest hashes of their ids
 */
public record FirstPeriod(int panes, long records, int sample) {

  public FirstPeriod {
    if (panes < 1 || records < 1 || sample < records) {
      throw new IllegalArgumentException(
          "expected 1 <= panes and 1 <= records <= sample, got "
              + panes
              + ", "
              + records
              + " and "
              + sample);
    }
  }

  /** When a period that begins with a pane is over, if it has enough records by then. */
  long leastEnd(ReferenceKey key, long firstPane, Panes cut) {
    return key.kind() == ReferenceKey.Kind.SEASON
        ? Season.end(firstPane)
        : firstPane + panes * cut.paneMillis();
  }

  /**
   * End of the period; nothing while it is not over.
   *
   * @param counts records by pane, not empty
   * @param clock event time up to which all is there
   */
  Optional<Long> end(ReferenceKey key, NavigableMap<Long, Long> counts, Panes cut, long clock) {
    long end = leastEnd(key, counts.firstKey(), cut);
    long seen = 0;
    for (Map.Entry<Long, Long> pane : counts.entrySet()) {
      if (seen >= records && pane.getKey() >= end) {
        break;
      }
      seen += pane.getValue();
      end = Math.max(end, cut.end(pane.getKey()));
    }
    return seen >= records && end <= clock ? Optional.of(end) : Optional.empty();
  }
}
