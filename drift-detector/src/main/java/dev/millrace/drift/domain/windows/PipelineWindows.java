package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.LabelChange;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.drift.domain.policy.PolicyRules;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RetrainingEvent;
import java.util.ArrayList;
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
  private final Ledger ledger;
  private final OpenPanes panes;
  private final References references;
  private final WindowJudge judge;

  /**
   * When somebody looks.
   *
   * @param watermarkMillis event time up to which all is there, as the sources say
   * @param wallMillis the clock on the wall
   */
  public record Now(long watermarkMillis, long wallMillis) {}

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
      TrainingProfiles training,
      Ledger ledger,
      WindowStore store) {
    this.pipeline = pipeline;
    this.terms = terms;
    this.rules = rules;
    this.ledger = ledger;
    if (ledger.isNew(terms)) {
      store.forget();
      store.awaitOnly(List.of());
      ledger.clear();
    }
    this.panes = new OpenPanes(terms.panes(), ledger, store);
    this.references = new References(terms, training, ledger, store, panes);
    this.judge = new WindowJudge(pipeline, terms);
  }

  /** Takes into account what came, and gives what is to be written now. */
  public Written look(List<Observation> came, Now now, EventClock.Bounds bounds) {
    for (Observation observation : came) {
      if (observation.answer() != null) {
        ledger.clock().arrived(observation.eventTimeMillis(), now.wallMillis());
        take(observation.answer());
      } else if (observation.change() != null) {
        take(observation.change());
      }
    }
    long time = ledger.clock().advance(now.watermarkMillis(), now.wallMillis(), bounds);
    references.freeze(time);
    List<QualityMetric> metrics = new ArrayList<>();
    write(panes.dueForFeatures(time), judge::features, metrics);
    write(panes.dueForQuality(time), judge::quality, metrics);
    panes.keep(time);
    references.keep();
    return new Written(metrics, events(time));
  }

  private void take(Answer answer) {
    long time = answer.eventTimeMillis();
    Pane pane = panes.changed(time);
    pane.tally(Group.EVERYTHING).record();
    references.count(answer);
    Integer version = answer.version();
    if (version == null) {
      return;
    }
    ledger.policy().seen(version, terms.panes().paneOf(time));
    for (Group group : groups(version, answer.segment())) {
      pane.tally(group).record();
      if (answer.isAnswered()) {
        pane.tally(group).quality().answered();
        references.at(version, time).ifPresent(known -> known.quality(group).answered());
      }
    }
  }

  private void take(LabelChange change) {
    Integer version = change.version();
    if (version == null) {
      return;
    }
    long time = change.eventTimeMillis();
    ledger.policy().judged(change.sign());
    Pane pane = panes.judged(time);
    for (Group group : groups(version, change.segment())) {
      pane.tally(group).quality().add(change);
      references.at(version, time).ifPresent(known -> known.quality(group).add(change));
    }
  }

  /** The groups of a version that a request is in. */
  private List<Group> groups(int version, @Nullable String segment) {
    return segment == null || !terms.segments().contains(segment)
        ? List.of(Group.of(version))
        : List.of(Group.of(version), new Group(version, segment));
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
      WindowReport report = judging.of(window, references);
      to.addAll(report.metrics());
      rules.ifPresent(
          known -> report.findings().forEach(finding -> ledger.policy().tell(finding, known)));
    }
  }

  private List<RetrainingEvent> events(long time) {
    List<RetrainingEvent> events = new ArrayList<>();
    rules.ifPresent(
        known -> {
          Optional<RetrainingEvent> next = ledger.policy().next(pipeline, time, known);
          while (next.isPresent()) {
            events.add(next.get());
            next = ledger.policy().next(pipeline, time, known);
          }
        });
    return events;
  }
}
