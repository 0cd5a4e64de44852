package dev.millrace.drift.domain.windows;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * How far event time of one pipeline is: as far as its own newest event says, less what may come
 * late, and as the sources have come; and while nothing comes, on from the newest event at the pace
 * of the clock on the wall, up to the last instant of which it is known that nothing written by
 * then is left to read. Real traffic falls silent for minutes, and its windows close all the same.
 *
 * <p>The sources' watermark alone would not do: it is that of all pipelines, and closes the windows
 * of one that is behind the others. Nor would the clock alone: behind a stop, or a source that is
 * stuck, it is ahead of a backlog that nobody has read yet.
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
   * @return event time up to which all is taken to be there
   */
  long advance(PipelineWindows.Now now, Bounds bounds) {
    if (newestMillis == NEVER) {
      return nowMillis;
    }
    long latenessMillis = bounds.lateness().toMillis();
    nowMillis = Math.max(nowMillis, Math.min(now.watermarkMillis(), newestMillis - latenessMillis));
    Long countedMillis = now.countedMillis();
    if (countedMillis != null && isSilent(countedMillis, bounds)) {
      long silentMillis = countedMillis - arrivedAtMillis;
      nowMillis = Math.max(nowMillis, newestMillis + silentMillis - latenessMillis);
    }
    return nowMillis;
  }

  /** Whether nothing has come for as long as makes the clock on the wall count. */
  public boolean isSilent(long wallMillis, Bounds bounds) {
    return arrivedAtMillis != NEVER && wallMillis - arrivedAtMillis >= bounds.silence().toMillis();
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
