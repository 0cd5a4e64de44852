package dev.millrace.drift.domain.windows;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The panes that one look at a pipeline touches. The ones used last are at hand, as many as a
 * window has and some more; the others are in the store, so a look at a month of late labels needs
 * no more memory than one at a minute.
 *
 * <p><i>Shape</i>: a pane that is given out counts as long as no more than {@value #SPARE} others
 * are asked for: whoever holds on to one for longer changes what nobody keeps.
 *
 * <p><i>Threads</i>: one.
 */
final class OpenPanes {

  private static final int SPARE = 16;

  private final Panes cut;
  private final Ledger ledger;
  private final WindowStore store;

  /** The one used longest ago first. */
  private final LinkedHashMap<Long, Pane> atHand = new LinkedHashMap<>(SPARE, 0.75f, true);

  /** Those at hand that the store does not have so. */
  private final TreeSet<Long> unkept = new TreeSet<>();

  private final TreeSet<Long> changed = new TreeSet<>();
  private final TreeSet<Long> judged = new TreeSet<>();

  OpenPanes(Panes cut, Ledger ledger, WindowStore store) {
    this.cut = cut;
    this.ledger = ledger;
    this.store = store;
  }

  /** The pane of an event, to count records or features in. */
  Pane changed(long eventTimeMillis) {
    long start = cut.paneOf(eventTimeMillis);
    changed.add(start);
    return toChange(start);
  }

  /** The pane of an event, to count judgements in. */
  Pane judged(long eventTimeMillis) {
    long start = cut.paneOf(eventTimeMillis);
    judged.add(start);
    return toChange(start);
  }

  /** A pane that is only looked at. */
  Pane pane(long start) {
    Pane pane = atHand.get(start);
    if (pane == null) {
      pane = store.pane(start).orElseGet(Pane::new);
      atHand.put(start, pane);
      makeRoom();
    }
    return pane;
  }

  /** What was counted in the window that ends with a pane. */
  Pane window(long lastPane) {
    if (cut.perWindow() == 1) {
      return pane(lastPane);
    }
    Pane window = new Pane();
    for (long start = cut.windowStart(lastPane); start <= lastPane; start += cut.paneMillis()) {
      window.merge(pane(start));
    }
    return window;
  }

  /**
   * Last panes of the windows whose features are to be compared: for the first time, or again.
   *
   * @param before event time of the look before
   */
  SortedSet<Long> dueForFeatures(long before, long time) {
    SortedSet<Long> due = ended(before, time);
    due.addAll(windows(changed, time));
    return due;
  }

  /** The same of those whose answers are to be judged. */
  SortedSet<Long> dueForQuality(long before, long time) {
    SortedSet<Long> due = dueForFeatures(before, time);
    due.addAll(windows(judged, time));
    return due;
  }

  /** Writes what was changed, and remembers of what windows have still to be written. */
  void keep(long time) {
    unkept.forEach(start -> store.keep(start, pane(start)));
    unkept.clear();
    ledger.open().addAll(changed);
    ledger.open().addAll(judged);
    ledger.open().removeIf(start -> cut.end(lastOf(start)) <= time);
  }

  private Pane toChange(long start) {
    Pane pane = pane(start);
    unkept.add(start);
    return pane;
  }

  /** Hands the one used longest ago back to the store. */
  private void makeRoom() {
    if (atHand.size() <= cut.perWindow() + SPARE) {
      return;
    }
    Iterator<Map.Entry<Long, Pane>> oldest = atHand.entrySet().iterator();
    Map.Entry<Long, Pane> entry = oldest.next();
    if (unkept.remove(entry.getKey())) {
      store.keep(entry.getKey(), entry.getValue());
    }
    oldest.remove();
  }

  /** Windows that have ended since the look before, of panes that have records. */
  private SortedSet<Long> ended(long before, long time) {
    SortedSet<Long> due = windows(ledger.open(), time);
    due.removeIf(last -> cut.end(last) <= before);
    return due;
  }

  /** Windows with any of these panes that have ended. */
  private SortedSet<Long> windows(SortedSet<Long> touched, long time) {
    TreeSet<Long> windows = new TreeSet<>();
    for (long start : touched) {
      for (long last = start; last <= lastOf(start); last += cut.paneMillis()) {
        if (cut.end(last) <= time) {
          windows.add(last);
        }
      }
    }
    return windows;
  }

  /** Last pane of the last window that a pane is in. */
  private long lastOf(long start) {
    return start + (cut.perWindow() - 1) * cut.paneMillis();
  }
}
