package dev.millrace.lifecycle.domain.rollout;

import dev.millrace.lifecycle.domain.statistics.Moments;
import dev.millrace.lifecycle.domain.statistics.Rate;

/**
 * What was counted of one version since a share began.
 *
 * @param answered requests that it answered
 * @param failed requests that it was asked for and that failed
 * @param labelled answers whose true label is known
 * @param correct those of them that are right
 * @param cost of its requests whose cost is known, in US dollars times ten to the twelfth
 * @param latencyMillis from the first call of a request to its end
 */
public record VersionCounts(
    long answered, long failed, long labelled, long correct, Moments cost, Moments latencyMillis) {

  /** Before the first request. */
  public static final VersionCounts NONE =
      new VersionCounts(0, 0, 0, 0, Moments.NONE, Moments.NONE);

  public VersionCounts {
    if (answered < 0 || failed < 0 || correct < 0 || correct > labelled || labelled > answered) {
      throw new IllegalArgumentException(
          "counts of "
              + answered
              + " answered, "
              + failed
              + " failed, "
              + labelled
              + " labelled and "
              + correct
              + " correct requests do not fit together");
    }
  }

  /** Both together. */
  public VersionCounts plus(VersionCounts other) {
    return new VersionCounts(
        answered + other.answered,
        failed + other.failed,
        labelled + other.labelled,
        correct + other.correct,
        cost.plus(other.cost),
        latencyMillis.plus(other.latencyMillis));
  }

  /** Without what was counted of some before. */
  public VersionCounts minus(VersionCounts some) {
    return new VersionCounts(
        answered - some.answered,
        failed - some.failed,
        labelled - some.labelled,
        correct - some.correct,
        cost.minus(some.cost),
        latencyMillis.minus(some.latencyMillis));
  }

  Rate accuracy() {
    return new Rate(correct, labelled);
  }

  Rate success() {
    return new Rate(answered, answered + failed);
  }
}
