package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.LabelChange;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.drift.domain.policy.PolicyRules;
import dev.millrace.drift.domain.policy.RetrainingPolicy.Champion;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RetrainingEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is observed of one pipeline, and says what its windows show.
 *
 * <p><i>Shape</i>: {@link #look} is called every now and then with what came since. A window is
 * written when event time has passed its end, and again, with a higher revision, when late records
 * or labels change it. All sums are of whole numbers and all samples are by hash, so what is
 * written last of a window is the same in whatever order and portions its records came; that takes
 * for granted that records of a reference's period come before its end has passed, or they are not
 * part of it.
 *
 * <p><i>Threads</i>: one.
 */
public final class PipelineWindows {

  private final String pipeline;
  private final WatchTerms terms;
  private final Optional<PolicyRules> rules;
  private final Versions versions;
  private final Ledger ledger;
  private final OpenPanes panes;
  private final References references;
  private final WindowJudge features;
  private final QualityJudge quality;
  private final CostJudge costs;
  private final Streams streams;

  /**
   * When somebody looks.
   *
   * @param watermarkMillis event time up to which all is there, as the sources say
   * @param wallMillis the clock on the wall
   * @param countedMillis an instant of the clock on the wall: all that had been written by then is
   *     counted; null where none is known
   */
  public record Now(long watermarkMillis, long wallMillis, @Nullable Long countedMillis) {

    /** When nothing is left to read. */
    public Now(long watermarkMillis, long wallMillis) {
      this(watermarkMillis, wallMillis, wallMillis);
    }
  }

  /** What is to be written. */
  public record Written(List<QualityMetric> metrics, List<RetrainingEvent> events) {}

  /**
   * For one look at one pipeline.
   *
   * @param rules nothing where nobody asks for better models
   */
  public PipelineWindows(
      String pipeline,
      WatchTerms terms,
      Optional<PolicyRules> rules,
      Versions versions,
      Ledger ledger,
      WindowStore store) {
    this.pipeline = pipeline;
    this.terms = terms;
    this.rules = rules;
    this.versions = versions;
    this.ledger = ledger;
    if (ledger.isNew(terms)) {
      store.forget();
      store.awaitOnly(List.of());
      ledger.clear();
    }
    this.panes = new OpenPanes(terms.panes(), ledger, store);
    this.references = new References(terms, versions, ledger, store, panes);
    this.features = new WindowJudge(pipeline, terms);
    this.quality = new QualityJudge(pipeline, terms);
    this.costs = new CostJudge(pipeline, terms);
    this.streams = new Streams(terms, ledger, store, panes);
  }

  /** Takes into account what came, and gives what is to be written now. */
  public Written look(List<Observation> came, Now now, EventClock.Bounds bounds) {
    // In the order of their panes, so that each pane is read once.
    came.stream()
        .sorted(Comparator.comparingLong(Observation::eventTimeMillis))
        .forEach(
            observation -> {
              if (observation.answer() != null) {
                ledger.clock().arrived(observation.eventTimeMillis(), now.wallMillis());
                take(observation.answer());
              } else if (observation.change() != null) {
                take(observation.change());
              }
            });
    long before = ledger.clock().nowMillis();
    long time = ledger.clock().advance(now, bounds);
    references.freeze(time);
    List<QualityMetric> metrics = new ArrayList<>();
    write(panes.dueForFeatures(before, time), features::of, metrics);
    write(panes.dueForQuality(before, time), quality::window, metrics);
    Streams.Judges judges = new Streams.Judges(quality, costs, versions.champion());
    streams.take(time, judges).forEach(report -> tell(report, metrics));
    panes.keep(time);
    references.keep();
    ledger.policy().forgetBefore(terms.labels().horizon(time));
    return new Written(metrics, events(time));
  }

  private void take(Answer answer) {
    long time = answer.eventTimeMillis();
    references.count(answer);
    Pane pane = panes.changed(time);
    pane.tally(Group.EVERYTHING).record();
    Integer version = answer.version();
    if (version == null) {
      return;
    }
    ledger.policy().seen(terms.panes().paneOf(time));
    streams.await(time);
    for (Group group : groups(version, answer.segment())) {
      Tally tally = pane.tally(group);
      tally.record();
      if (terms.costs() == WatchTerms.Costs.WATCHED) {
        tally.costs().add(answer);
      }
      if (answer.isAnswered()) {
        tally.quality().answered();
        references.baselineAt(version, time).ifPresent(known -> known.quality(group).answered());
      }
    }
  }

  private void take(LabelChange change) {
    Integer version = change.version();
    if (version == null) {
      return;
    }
    long time = change.eventTimeMillis();
    if (change.isByPeople()) {
      ledger.policy().judged(change.sign());
    }
    Pane pane = panes.judged(time);
    boolean isInTime = change.delayMillis() <= terms.labels().due().toMillis();
    for (Group group : groups(version, change.segment())) {
      Tally tally = pane.tally(group);
      if (isInTime) {
        tally.rows().add(change);
      }
      tally.quality().add(change);
      references.baselineAt(version, time).ifPresent(known -> known.quality(group).add(change));
    }
  }

  /** The groups of a version that a request is in. */
  private List<Group> groups(int version, @Nullable String segment) {
    return terms.segments().contains(segment)
        ? List.of(Group.of(version), new Group(version, segment))
        : List.of(Group.of(version));
  }

  /** How windows are judged: by what they hold, and what they are compared with. */
  @FunctionalInterface
  private interface Judging {
    WindowReport of(WindowJudge.Window window, References references);
  }

  private void write(SortedSet<Long> due, Judging judging, List<QualityMetric> to) {
    for (long last : due) {
      WindowJudge.Window window =
          new WindowJudge.Window(
              terms.panes().windowStart(last), terms.panes().end(last), panes.window(last));
      tell(judging.of(window, references), to);
    }
  }

  private void tell(WindowReport report, List<QualityMetric> to) {
    to.addAll(report.metrics());
    rules.ifPresent(
        known -> report.findings().forEach(finding -> ledger.policy().tell(finding, known)));
  }

  /** Without a champion nobody is found wanting; causes wait for one. */
  private List<RetrainingEvent> events(long time) {
    List<RetrainingEvent> events = new ArrayList<>();
    Optional<Champion> champion =
        versions.champion().map(version -> new Champion(pipeline, version));
    if (rules.isEmpty() || champion.isEmpty()) {
      return events;
    }
    Optional<RetrainingEvent> next = ledger.policy().next(champion.get(), time, rules.get());
    while (next.isPresent()) {
      events.add(next.get());
      next = ledger.policy().next(champion.get(), time, rules.get());
    }
    return events;
  }
}
