package dev.millrace.platform.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is left out, and says so in the log: in one line a minute, however much it is, and in
 * a last one when it is closed.
 *
 * <p><i>Threads</i>: may be told by many.
 */
public final class Omissions implements AutoCloseable {

  /** Between two lines. */
  public static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Omissions.class);

  private final String what;
  private final InstantSource clock;
  private final Consumer<String> log;
  private long untold;
  private long all;
  private String lately = "";
  private Instant next = Instant.MIN;

  /**
   * Nothing is left out yet.
   *
   * @param what several of it, as the log shall call them
   */
  Omissions(String what, InstantSource clock, Consumer<String> log) {
    this.what = what;
    this.clock = clock;
    this.log = log;
  }

  /** Of what nobody misses. */
  public static Omissions samples(String what, InstantSource clock) {
    return new Omissions(what, clock, LOG::info);
  }

  /** Of what somebody should see to. */
  public static Omissions losses(String what, InstantSource clock) {
    return new Omissions(what, clock, LOG::warn);
  }

  /**
   * One more.
   *
   * @param why completes "because", without any content
   */
  public void add(String why) {
    add(1, why);
  }

  /** So many more at once. */
  public synchronized void add(long count, String why) {
    all += count;
    untold += count;
    lately = why;
    if (!clock.instant().isBefore(next)) {
      tell();
    }
  }

  private void tell() {
    log.accept(
        "left out, since the last such line: "
            + untold
            + " "
            + what
            + ", lately because "
            + lately);
    untold = 0;
    next = clock.instant().plus(BETWEEN_LINES);
  }

  /** All since the beginning. */
  public synchronized long count() {
    return all;
  }

  /** Says the rest. */
  @Override
  public synchronized void close() {
    if (untold > 0) {
      tell();
    }
  }
}
