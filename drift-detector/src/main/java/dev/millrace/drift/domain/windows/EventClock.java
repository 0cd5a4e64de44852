package dev.millrace.drift.domain.windows;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * How far event time is: as far as the watermark says, and while nothing comes, on from the newest
 * event at the pace of the clock on the wall. Real traffic falls silent for minutes, and its
 * windows close all the same.
 *
 * <p><i>Threads</i>: one.
 */
public final class EventClock {

  private static final long NEVER = Long.MIN_VALUE;

  private long newestMillis = NEVER;
  private long arrivedAtMillis = NEVER;
  private long nowMillis = NEVER;

  /**
   * When events are taken for complete.
   *
   * @param lateness how much older than the newest an event may come
   * @param silence how long nothing has to come before the clock on the wall counts
   */
  public record Bounds(Duration lateness, Duration silence) {}

  /** Takes an event into account, which arrived at an instant of the clock on the wall. */
  void arrived(long eventTimeMillis, long atMillis) {
    newestMillis = Math.max(newestMillis, eventTimeMillis);
    arrivedAtMillis = Math.max(arrivedAtMillis, atMillis);
  }

  /**
   * Goes on, and never back.
   *
   * @param watermarkMillis event time up to which all is there, as the sources say
   * @param wallMillis the clock on the wall
   * @return event time up to which all is taken to be there
   */
  long advance(long watermarkMillis, long wallMillis, Bounds bounds) {
    if (newestMillis != NEVER) {
      nowMillis = Math.max(nowMillis, watermarkMillis);
      long silentMillis = wallMillis - arrivedAtMillis;
      if (silentMillis >= bounds.silence().toMillis()) {
        nowMillis = Math.max(nowMillis, newestMillis + silentMillis - bounds.lateness().toMillis());
      }
    }
    return nowMillis;
  }

  /** Event time up to which all is taken to be there; the beginning of time while nothing came. */
  public long nowMillis() {
    return nowMillis;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(newestMillis);
    out.writeLong(arrivedAtMillis);
    out.writeLong(nowMillis);
  }

  static EventClock read(DataInput in) throws IOException {
    EventClock clock = new EventClock();
    clock.newestMillis = in.readLong();
    clock.arrivedAtMillis = in.readLong();
    clock.nowMillis = in.readLong();
    return clock;
  }
}
