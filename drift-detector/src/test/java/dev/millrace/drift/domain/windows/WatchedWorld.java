package dev.millrace.drift.domain.windows;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.Traffic.PIPELINE;
import static dev.millrace.drift.domain.Traffic.VERSION;
import static dev.millrace.drift.domain.Traffic.ticket;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Judgement;
import dev.millrace.drift.domain.labels.LabelChange;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.drift.domain.policy.PolicyRules;
import dev.millrace.drift.domain.windows.WatchTerms.Reference;
import dev.millrace.drift.domain.windows.WatchTerms.Segments;
import dev.millrace.platform.drift.domain.ReferenceProfile;
import dev.millrace.record.FeatureType;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One pipeline whose traffic is looked at, and what was written of it. */
final class WatchedWorld {

  static final FirstPeriod FIRST = new FirstPeriod(2, 200, 1_000);
  static final EventClock.Bounds BOUNDS =
      new EventClock.Bounds(Duration.ofSeconds(10), Duration.ofSeconds(20));

  /** None comes at the instant of its event: the stream of judged answers stays empty. */
  static final LabelTerms LABELS = new LabelTerms(Duration.ZERO, Duration.ofDays(30));

  static final PolicyRules RULES =
      new PolicyRules(
          Set.of(RetrainingReason.DRIFT, RetrainingReason.QUALITY),
          0,
          Duration.ofMinutes(1),
          10,
          new PolicyRules.Persistence(2, 3));

  final HeapWindows store = new HeapWindows();
  final List<QualityMetric> metrics = new ArrayList<>();
  final List<RetrainingEvent> events = new ArrayList<>();
  private final WatchTerms terms;
  private final Function<Integer, Optional<Map<String, ReferenceProfile>>> training;

  PolicyRules rules = RULES;

  /** Nothing while there is none. */
  Optional<Integer> champion = Optional.of(VERSION);

  private byte[] ledger = new Ledger().bytes();
  private long newest = Long.MIN_VALUE;

  WatchedWorld(WatchTerms terms) {
    this(terms, version -> Optional.empty());
  }

  WatchedWorld(
      WatchTerms terms, Function<Integer, Optional<Map<String, ReferenceProfile>>> training) {
    this.terms = terms;
    this.training = training;
  }

  static WatchTerms terms(Panes panes, String... segments) {
    return new WatchTerms(
        panes,
        Map.of("/age", FeatureType.NUMBER, "/tier", FeatureType.CATEGORY),
        segments.length == 0 ? Segments.NONE : new Segments("/region", List.of(segments)),
        Reference.FIRST,
        0.01,
        null,
        FIRST,
        LABELS);
  }

  /** A minute of tickets: ages around a mean. */
  static List<Answer> minute(
      int minute, int version, double age, Random random, @Nullable String segment) {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      answers.add(
          ticket(
              "r-" + version + "-" + minute + "-" + segment + "-" + i,
              BEGINNING + minute * MINUTE + random.nextInt((int) MINUTE),
              version,
              segment,
              age + random.nextGaussian() * 5,
              random.nextInt(4) == 0 ? "gold" : "tin"));
    }
    return answers;
  }

  static Observation judged(Answer answer, String label, long at) {
    Judgement judgement = new Judgement(label, at, null, 0);
    return Observation.of(LabelChange.between(answer, Judgement.NONE, judgement).get(0));
  }

  /**
   * Looks when the sources are at a minute; where that is behind all events, nothing comes for a
   * minute then, and windows close.
   */
  void look(List<Answer> came, double minute) {
    lookAt(came.stream().map(Observation::of).toList(), minute);
  }

  void lookAt(List<Observation> came, double minute) {
    long time = BEGINNING + (long) (minute * MINUTE);
    came.forEach(one -> newest = Math.max(newest, one.eventTimeMillis()));
    look(came, new PipelineWindows.Now(time, time));
    if (newest <= time) {
      look(List.of(), new PipelineWindows.Now(time, time + MINUTE));
    }
  }

  void look(List<Observation> came, PipelineWindows.Now now) {
    Ledger read = Ledger.of(ledger);
    PipelineWindows.Written written =
        new PipelineWindows(PIPELINE, terms, Optional.of(rules), versions(), read, store)
            .look(came, now, BOUNDS);
    metrics.addAll(written.metrics());
    events.addAll(written.events());
    ledger = read.bytes();
  }

  Versions versions() {
    return new Versions() {
      @Override
      public Optional<Integer> champion() {
        return champion;
      }

      @Override
      public Optional<Map<String, ReferenceProfile>> training(int version) {
        return training.apply(version);
      }
    };
  }

  boolean isOpen() {
    return ledger().isOpen();
  }

  Ledger ledger() {
    return Ledger.of(ledger);
  }

  /** The last word on each figure, by what it is about. */
  Map<String, QualityMetric> lastWords() {
    Map<String, QualityMetric> last = new TreeMap<>();
    for (QualityMetric metric : metrics) {
      last.merge(
          place(metric),
          metric,
          (before, after) -> after.getRevision() >= before.getRevision() ? after : before);
    }
    return last;
  }

  /** What was written last of a version's feature in the window that begins at a minute. */
  Optional<QualityMetric> last(
      @Nullable Integer version, @Nullable String segment, @Nullable String feature, int minute) {
    return metrics.stream()
        .filter(metric -> Objects.equals(metric.getModelVersion(), version))
        .filter(metric -> Objects.equals(metric.getSegment(), segment))
        .filter(metric -> Objects.equals(metric.getFeature(), feature))
        .filter(metric -> feature != null || metric.getName().equals("drifted"))
        .filter(metric -> metric.getWindowStart().toEpochMilli() == BEGINNING + minute * MINUTE)
        .reduce((before, after) -> after);
  }

  Optional<QualityMetric> accuracy(int version, int minute) {
    return metrics.stream()
        .filter(metric -> metric.getName().equals("accuracy"))
        .filter(metric -> Objects.equals(metric.getModelVersion(), version))
        .filter(metric -> metric.getSegment() == null)
        .filter(metric -> metric.getWindowStart().toEpochMilli() == BEGINNING + minute * MINUTE)
        .reduce((before, after) -> after);
  }

  private static String place(QualityMetric metric) {
    return metric.getModelVersion()
        + "|"
        + metric.getSegment()
        + "|"
        + metric.getFeature()
        + "|"
        + metric.getName()
        + "|"
        + metric.getWindowStart();
  }
}
