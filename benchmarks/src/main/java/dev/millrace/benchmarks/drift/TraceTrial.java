package dev.millrace.benchmarks.drift;

import dev.millrace.drift.domain.policy.Episode;
import dev.millrace.drift.domain.policy.Finding;
import dev.millrace.drift.domain.policy.PolicyRules.Persistence;
import dev.millrace.platform.drift.domain.CellChange;
import dev.millrace.platform.drift.domain.Comparison;
import dev.millrace.platform.drift.domain.Correction;
import dev.millrace.platform.drift.domain.FeatureVerdict;
import dev.millrace.platform.drift.domain.Judgement;
import dev.millrace.platform.drift.domain.ReferenceProfile;
import dev.millrace.platform.drift.domain.Significance;
import dev.millrace.record.Evidence;
import dev.millrace.record.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is said of recorded traffic, with a budget of one false alarm a week.
 *
 * @param name of the trace, and what windows are compared with
 * @param window length of the windows
 * @param from first window that is compared
 * @param reference what a window is compared with
 */
record TraceTrial(
    String name, Duration window, int from, IntFunction<List<ReferenceProfile>> reference) {

  private static final Duration WEEK = Duration.ofDays(7);
  private static final Persistence PERSISTENCE = new Persistence(2, 3);

  /** What is less sure than this is no evidence. */
  private static final double MOST_PER_WINDOW = 0.05;

  /**
   * A change that lasted: two of three windows drifted, until three in a row did not.
   *
   * @param first window with it
   * @param windows how many of them drifted
   * @param reason what changed most in the first
   */
  record Change(int first, int windows, String reason) {}

  /**
   * What came of it.
   *
   * @param windows that were compared
   * @param alarms windows with an alarm, by rule
   * @param episodes of Millrace's
   */
  record Outcome(
      TraceTrial trial, int windows, Map<WindowRule, Integer> alarms, List<Change> episodes) {

    /** Episodes a week; nothing of traffic that was shorter. */
    String perWeek() {
      double weeks = windows * (double) trial.window.toMillis() / WEEK.toMillis();
      return weeks < 0.9 ? "-" : String.format(Locale.ROOT, "%.1f", episodes.size() / weeks);
    }
  }

  /** Compares one window after the other. */
  Outcome of(TraceWindows trace) {
    Map<WindowRule, Integer> alarms = new EnumMap<>(WindowRule.class);
    List<Change> changes = new ArrayList<>();
    Episode episode = new Episode();
    @Nullable Change open = null;
    int compared = 0;
    for (int i = from; i < trace.windows().size(); i++) {
      List<Comparison> window = TraceWindows.compare(trace.windows().get(i), reference.apply(i));
      compared++;
      alarms.merge(WindowRule.NAIVE, WindowRule.NAIVE.alarms(window) ? 1 : 0, Integer::sum);
      alarms.merge(WindowRule.PSI, WindowRule.PSI.alarms(window) ? 1 : 0, Integer::sum);
      List<FeatureVerdict> verdicts =
          Judgement.of(window, new Significance(alpha(), Correction.HOLM));
      boolean drifted = verdicts.stream().anyMatch(verdict -> verdict.verdict() == Verdict.DRIFTED);
      alarms.merge(WindowRule.OURS, drifted ? 1 : 0, Integer::sum);
      episode.tell(finding(i, drifted), PERSISTENCE);
      if (open == null && episode.isOpen()) {
        open = new Change(i, 1, reason(trace, verdicts));
      } else if (open != null) {
        open = new Change(open.first(), open.windows() + (drifted ? 1 : 0), open.reason());
      }
      if (open != null && !episode.isOpen()) {
        changes.add(open);
        open = null;
      }
    }
    if (open != null) {
      changes.add(open);
    }
    return new Outcome(this, compared, alarms, changes);
  }

  /** An alarm takes two windows, so each of them may have twice what an alarm may. */
  private double alpha() {
    double windows = (double) WEEK.toMillis() / window.toMillis();
    return Math.min(MOST_PER_WINDOW, PERSISTENCE.found() / windows);
  }

  /** As the policy of the job is told of a window. */
  private Finding finding(int number, boolean drifted) {
    Instant start = Instant.EPOCH.plus(window.multipliedBy(number));
    Instant end = start.plus(window);
    Evidence evidence = new Evidence("drifted", null, null, 1.0, 1.0, start, end);
    return new Finding(
        Finding.Sign.DRIFTED,
        1,
        start.toEpochMilli(),
        end.toEpochMilli(),
        drifted ? List.of(evidence) : List.of());
  }

  /** The surest of the features that drifted, and in it the cell that changed most. */
  private static String reason(TraceWindows trace, List<FeatureVerdict> verdicts) {
    List<String> names = List.copyOf(trace.features().keySet());
    int surest =
        IntStream.range(0, names.size())
            .filter(i -> verdicts.get(i).verdict() == Verdict.DRIFTED)
            .boxed()
            .min(Comparator.comparingDouble(i -> verdicts.get(i).adjustedPValue().orElse(1)))
            .orElse(0);
    String change =
        verdicts.get(surest).comparison().changes().stream()
            .findFirst()
            .map(TraceTrial::words)
            .orElse("");
    return names.get(surest) + change;
  }

  private static String words(CellChange change) {
    return String.format(
        Locale.ROOT,
        ": %s, %.1f %% to %.1f %%",
        change.cell(),
        change.referenceShare() * 100,
        change.currentShare() * 100);
  }
}
