package dev.millrace.publisher.domain;

import dev.millrace.schemas.metrics.Dimension;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How windows are told.
 *
 * @param lateness how long after its end a window is taken for complete
 * @param corrections how long after its end a window is still told of, and corrected; so long what
 *     was told is in memory
 * @param topTenants how many tenants have a name in the same hour
 * @param dimensions what metrics are split by, of those they can be
 */
public record Terms(
    Duration lateness, Duration corrections, int topTenants, Set<Dimension> dimensions) {

  /** CloudWatch takes two weeks; the rest is for the way there. */
  public static final Duration LONGEST_CORRECTIONS = Duration.ofDays(13);

  public Terms {
    dimensions = Set.copyOf(dimensions);
    if (lateness.isNegative() || topTenants < 0) {
      throw new IllegalArgumentException(
          "lateness is "
              + lateness
              + " and top tenants are "
              + topTenants
              + ", expected 0 or more");
    }
    if (corrections.compareTo(lateness) <= 0 || corrections.compareTo(LONGEST_CORRECTIONS) > 0) {
      throw new IllegalArgumentException(
          "corrections are taken for "
              + corrections
              + ", expected more than the lateness of "
              + lateness
              + " and at most "
              + LONGEST_CORRECTIONS);
    }
  }

  /**
   * What fits most: lanes and tiers would make it four times as many series, and three days are
   * what an outage may take. Large factories forget earlier, by the number of windows.
   */
  public static Terms usual() {
    return new Terms(
        Duration.ofMinutes(2),
        Duration.ofDays(3),
        20,
        EnumSet.complementOf(EnumSet.of(Dimension.LANE, Dimension.TIER)));
  }
}
