package dev.millrace.publisher;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait between attempts: anything up to a bound that doubles with each, so that those
 * who failed together do not come again together.
 *
 * <p><i>Source</i>: AWS Architecture Blog, "Exponential backoff and jitter" (full jitter).
 */
final class Pauses {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 10;

  private final RandomGenerator dice;

  Pauses(RandomGenerator dice) {
    this.dice = dice;
  }

  /**
   * After so many failures.
   *
   * @param failures at least 1
   */
  Duration after(int failures) {
    long bound =
        Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS));
    return Duration.ofMillis(1 + dice.nextLong(bound));
  }
}
