package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.policy.Finding;
import dev.millrace.platform.drift.domain.Comparison;
import dev.millrace.platform.drift.domain.Correction;
import dev.millrace.platform.drift.domain.EffectGates;
import dev.millrace.platform.drift.domain.FeatureVerdict;
import dev.millrace.platform.drift.domain.Judgement;
import dev.millrace.platform.drift.domain.Significance;
import dev.millrace.platform.drift.domain.WindowCounts;
import dev.millrace.record.Evidence;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Says what the features of a window show. All features, segments and versions of it are one
 * family: the share of windows with any false alarm is at most the declared one.
 */
final class WindowJudge {

  /** Of the answers' making: whoever trains a better model does not change them. */
  private static final Set<String> OPERATIONAL =
      Set.of(Signals.LATENCY, Signals.OUTPUT_TOKENS, Signals.OUTCOME);

  /** Fallbacks are version 0: they stand in, and nobody trains them. */
  static final int FIRST_VERSION = 1;

  private final Metrics metrics;
  private final WatchTerms terms;

  /**
   * A window to be judged.
   *
   * @param startMillis inclusive, in event time
   * @param endMillis exclusive, in event time
   * @param counts of all its panes
   */
  record Window(long startMillis, long endMillis, Pane counts) {}

  /** A feature of a group, and what is said of it. */
  record Judged(Group group, String feature, long records, FeatureVerdict verdict) {

    double adjustedPValue() {
      return verdict.adjustedPValue().orElse(1);
    }

    boolean isDrifted() {
      return verdict.verdict() == Verdict.DRIFTED;
    }

    boolean isJudged() {
      return verdict.verdict() != Verdict.NOT_ENOUGH_DATA;
    }
  }

  private record Compared(Group group, String feature, long records, Comparison comparison) {}

  WindowJudge(String pipeline, WatchTerms terms) {
    this.metrics = new Metrics(pipeline);
    this.terms = terms;
  }

  /** Compares features with the reference. */
  WindowReport of(Window window, References references) {
    List<Compared> compared = new ArrayList<>();
    window
        .counts()
        .groups()
        .forEach((group, tally) -> compare(window, group, tally, references, compared));
    List<FeatureVerdict> verdicts =
        Judgement.of(
            compared.stream().map(Compared::comparison).toList(),
            new Significance(terms.familyRate(), Correction.HOLM));
    TreeMap<Integer, List<Judged>> byVersion = new TreeMap<>();
    window
        .counts()
        .groups()
        .keySet()
        .forEach(group -> byVersion.computeIfAbsent(group.version(), none -> new ArrayList<>()));
    for (int i = 0; i < verdicts.size(); i++) {
      Compared one = compared.get(i);
      byVersion
          .computeIfAbsent(one.group().version(), none -> new ArrayList<>())
          .add(new Judged(one.group(), one.feature(), one.records(), verdicts.get(i)));
    }
    List<QualityMetric> written = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    byVersion.forEach(
        (version, judged) -> {
          judged.sort(
              Comparator.comparingDouble(Judged::adjustedPValue)
                  .thenComparing(Judged::feature)
                  .thenComparing(Judged::group));
          judged.forEach(one -> written.add(metrics.feature(window, one)));
          written.add(
              metrics.whole(window, version, window.counts().tally(Group.of(version)), judged));
          finding(window, version, judged).ifPresent(findings::add);
        });
    return new WindowReport(written, findings);
  }

  private void compare(
      Window window, Group group, Tally tally, References references, List<Compared> to) {
    references
        .of(group, window.startMillis())
        .forEach(
            (feature, profile) -> {
              WindowCounts counts = tally.features().get(feature);
              to.add(
                  new Compared(
                      group,
                      feature,
                      tally.records(),
                      profile.compare(
                          counts == null ? profile.window() : counts, EffectGates.USUAL)));
            });
  }

  /** What the policy is told: of traffic and answers, not of operations. */
  private Optional<Finding> finding(Window window, int version, List<Judged> judged) {
    List<Judged> telling =
        judged.stream()
            .filter(one -> !OPERATIONAL.contains(one.feature()))
            .filter(Judged::isJudged)
            .toList();
    if (version < FIRST_VERSION || telling.isEmpty()) {
      return Optional.empty();
    }
    List<Evidence> evidence =
        telling.stream()
            .filter(Judged::isDrifted)
            .map(one -> metrics.evidence(window, one, terms.familyRate()))
            .toList();
    return Optional.of(
        new Finding(
            Finding.Sign.DRIFTED, version, window.startMillis(), window.endMillis(), evidence));
  }
}
