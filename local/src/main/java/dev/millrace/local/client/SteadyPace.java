package dev.millrace.local.client;

import dev.millrace.platform.runtime.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Spreads rows evenly over time, and lets something happen after each second's rows.
 *
 * <p><i>Threads</i>: one.
 */
public final class SteadyPace implements Sending.Beat {

  private static final int STEPS_PER_SECOND = 5;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final int perSecond;
  private final Chore chore;
  private final Pause pause;
  private final LongSupplier nanos;
  private long rows;
  private long beganNanos;

  /** What is done after each second's rows, when they have their answers. */
  @FunctionalInterface
  public interface Chore {

    /** Does it. */
    void run() throws IOException, InterruptedException;
  }

  /**
   * From the first row on.
   *
   * @param perSecond rows in a second, at least 1
   * @param nanos a clock that only goes forward
   */
  public SteadyPace(int perSecond, Chore chore, Pause pause, LongSupplier nanos) {
    if (perSecond < 1) {
      throw new IllegalArgumentException("at least one row a second is needed, not " + perSecond);
    }
    this.perSecond = perSecond;
    this.chore = chore;
    this.pause = pause;
    this.nanos = nanos;
  }

  @Override
  public void next(Sending.Settle settle) throws IOException, InterruptedException {
    if (rows == 0) {
      beganNanos = nanos.getAsLong();
    } else if (rows % perSecond == 0 || rows % Math.max(1, perSecond / STEPS_PER_SECOND) == 0) {
      settle.await();
      if (rows % perSecond == 0) {
        chore.run();
      }
      long dueNanos = beganNanos + rows * SECOND_NANOS / perSecond;
      long aheadNanos = dueNanos - nanos.getAsLong();
      if (aheadNanos > 0) {
        pause.of(Duration.ofNanos(aheadNanos));
      }
    }
    rows++;
  }
}
