package dev.millrace.drift.domain.windows;

import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The panes that one look at a pipeline touches: each is read once, and written once.
 *
 * <p><i>Threads</i>: one.
 */
final class OpenPanes {

  private final Panes cut;
  private final Ledger ledger;
  private final WindowStore store;
  private final TreeMap<Long, Pane> read = new TreeMap<>();
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
    return pane(start);
  }

  /** The pane of an event, to count judgements in. */
  Pane judged(long eventTimeMillis) {
    long start = cut.paneOf(eventTimeMillis);
    judged.add(start);
    return pane(start);
  }

  /** A pane that is only looked at. */
  Pane pane(long start) {
    return read.computeIfAbsent(start, key -> store.pane(key).orElseGet(Pane::new));
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

  /** Last panes of the windows whose features are to be compared: for the first time, or again. */
  SortedSet<Long> dueForFeatures(long time) {
    TreeSet<Long> touched = new TreeSet<>(ledger.open());
    touched.addAll(changed);
    return due(touched, time);
  }

  /** The same of those whose answers are to be judged. */
  SortedSet<Long> dueForQuality(long time) {
    TreeSet<Long> touched = new TreeSet<>(ledger.open());
    touched.addAll(changed);
    touched.addAll(judged);
    return due(touched, time);
  }

  /** Writes what was changed, and remembers what has still to be written of. */
  void keep(long time) {
    TreeSet<Long> touched = new TreeSet<>(changed);
    touched.addAll(judged);
    for (long start : touched) {
      store.keep(start, pane(start));
    }
    ledger.open().addAll(touched);
    ledger.open().removeIf(start -> cut.end(start) <= time);
  }

  private SortedSet<Long> due(SortedSet<Long> touched, long time) {
    TreeSet<Long> due = new TreeSet<>();
    for (long start : touched) {
      for (int i = 0; i < cut.perWindow(); i++) {
        long last = start + i * cut.paneMillis();
        if (cut.end(last) <= time && !pane(last).groups().isEmpty()) {
          due.add(last);
        }
      }
    }
    return due;
  }
}
