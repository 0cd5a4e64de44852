package dev.millrace.ingestion.client;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: anything up to a bound that doubles (full jitter), on top
 * of what the gateway asks for, so that those who were told the same do not come back together.
 *
 * <p><i>Source</i>: "Exponential Backoff And Jitter", AWS Architecture Blog.
 *
 * @param first bound after the first try
 * @param max largest bound
 */
record Backoff(Duration first, Duration max, RandomGenerator random) {

  /** So that the bound does not overflow before it is cut. */
  private static final int MOST_DOUBLINGS = 30;

  /**
   * The wait.
   *
   * @param tries tries that were in vain, at least one
   * @param atLeast what the gateway asks for
   */
  Duration after(int tries, Optional<Duration> atLeast) {
    Duration grown = first.multipliedBy(1L << Math.min(tries - 1, MOST_DOUBLINGS));
    Duration bound = grown.compareTo(max) < 0 ? grown : max;
    return atLeast.orElse(Duration.ZERO).plusNanos((long) (bound.toNanos() * random.nextDouble()));
  }
}
