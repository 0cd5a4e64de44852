package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.quality.QualityStream;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Gives each version's judged answers to its stream, and its costs to their comparison, pane after
 * pane, when their labels are due. What is judged later is in the windows, and nowhere here.
 *
 * <p><i>Threads</i>: one.
 */
final class Streams {

  private final WatchTerms terms;
  private final Ledger ledger;
  private final WindowStore store;
  private final OpenPanes panes;

  /**
   * Who says what follows.
   *
   * @param champion whose costs are compared; nothing where there is none
   */
  record Judges(QualityJudge quality, CostJudge costs, Optional<Integer> champion) {}

  Streams(WatchTerms terms, Ledger ledger, WindowStore store, OpenPanes panes) {
    this.terms = terms;
    this.ledger = ledger;
    this.store = store;
    this.panes = panes;
  }

  /** Takes into account that a pane has answers, unless its labels were due before. */
  void await(long eventTimeMillis) {
    long pane = terms.panes().paneOf(eventTimeMillis);
    if (dueAt(pane) > ledger.clock().nowMillis()) {
      ledger.undue().add(pane);
    }
  }

  /** What follows of the panes whose labels are due by now. */
  List<WindowReport> take(long time, Judges judges) {
    List<WindowReport> reports = new ArrayList<>();
    NavigableSet<Long> due = new TreeSet<>(ledger.undue());
    due.removeIf(pane -> dueAt(pane) > time);
    for (long start : due) {
      ledger.undue().remove(start);
      WindowJudge.Window pane =
          new WindowJudge.Window(start, terms.panes().end(start), panes.pane(start));
      take(pane, judges.quality(), reports);
      if (terms.costs() == WatchTerms.Costs.WATCHED) {
        judges
            .champion()
            .ifPresent(
                champion -> reports.add(judges.costs().pane(pane, champion, ledger.races())));
      }
    }
    return reports;
  }

  private void take(WindowJudge.Window pane, QualityJudge judge, List<WindowReport> reports) {
    long start = pane.startMillis();
    List<Integer> versions =
        pane.counts().groups().entrySet().stream()
            .filter(entry -> entry.getKey().equals(Group.of(entry.getKey().version())))
            .filter(entry -> entry.getValue().rows().rows() > 0)
            .map(entry -> entry.getKey().version())
            .toList();
    ledger.streams().values().removeIf(newest -> newest < terms.labels().horizon(start));
    versions.forEach(version -> ledger.streams().put(version, start));
    for (int version : versions) {
      QualityStream stream = store.stream(version).orElseGet(QualityStream::new);
      reports.add(judge.stream(pane, version, stream, ledger.streams().size()));
      store.keep(version, stream);
    }
  }

  private long dueAt(long pane) {
    return terms.panes().end(pane) + terms.labels().due().toMillis();
  }
}
