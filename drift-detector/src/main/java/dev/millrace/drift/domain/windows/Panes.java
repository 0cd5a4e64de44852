package dev.millrace.drift.domain.windows;

import dev.millrace.record.DriftWatch;
import java.util.Objects;

/**
 * How event time is cut: windows are made of panes, which are counted once each, however many
 * windows they are in.
 *
 * @param paneMillis length of a pane; panes begin at multiples of it since 1970
 * @param perWindow panes of a window; 1 where windows do not overlap
 */
public record Panes(long paneMillis, int perWindow) {

  /** Of pipelines that say nothing about windows. */
  public static final Panes USUAL = new Panes(300_000, 1);

  public Panes {
    if (paneMillis < 1 || perWindow < 1) {
      throw new IllegalArgumentException(
          "expected a length and a number above 0, got " + paneMillis + " and " + perWindow);
    }
  }

  /** As a spec has them. */
  public static Panes of(DriftWatch watch) {
    long pane = Objects.requireNonNullElse(watch.getSlideMillis(), watch.getWindowMillis());
    return new Panes(pane, Math.toIntExact(watch.getWindowMillis() / pane));
  }

  /** Start of the pane that an event is in. */
  long paneOf(long eventTimeMillis) {
    return Math.floorDiv(eventTimeMillis, paneMillis) * paneMillis;
  }

  /** End of a pane, and of the window whose last it is. */
  long end(long pane) {
    return pane + paneMillis;
  }

  /** Start of the window whose last pane this is. */
  long windowStart(long lastPane) {
    return lastPane - (perWindow - 1) * paneMillis;
  }
}
