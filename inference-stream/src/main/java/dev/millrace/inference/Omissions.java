package dev.millrace.inference;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is left out on purpose, and says so in the log: in one line a minute, however much it
 * is.
 *
 * <p><i>Threads</i>: may be told by many.
 */
final class Omissions {

  private static final Logger LOG = LoggerFactory.getLogger(Omissions.class);
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  private final String what;
  private final InstantSource clock;
  private long untold;
  private long all;
  private Instant next = Instant.MIN;

  /**
   * Nothing is left out yet.
   *
   * @param what several of it, as the log shall call them
   */
  Omissions(String what, InstantSource clock) {
    this.what = what;
    this.clock = clock;
  }

  /**
   * One more.
   *
   * @param why completes "because", without any content
   */
  synchronized void add(String why) {
    all++;
    untold++;
    Instant now = clock.instant();
    if (!now.isBefore(next)) {
      LOG.info("left out, since the last such line: {} {}, lately because {}", untold, what, why);
      untold = 0;
      next = now.plus(BETWEEN_LINES);
    }
  }

  /** All since the beginning. */
  synchronized long count() {
    return all;
  }
}
