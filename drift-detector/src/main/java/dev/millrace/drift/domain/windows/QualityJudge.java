package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.policy.Finding;
import dev.millrace.drift.domain.quality.JudgedRows;
import dev.millrace.drift.domain.quality.QualityFigures;
import dev.millrace.drift.domain.quality.QualityStream;
import dev.millrace.drift.domain.quality.QualityTest;
import dev.millrace.platform.drift.domain.Correction;
import dev.millrace.record.Evidence;
import dev.millrace.record.QualityMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Says how good the judged answers are: of a window, and of a version's stream. */
final class QualityJudge {

  private final Metrics metrics;
  private final WatchTerms terms;

  QualityJudge(String pipeline, WatchTerms terms) {
    this.metrics = new Metrics(pipeline);
    this.terms = terms;
  }

  /**
   * Holds the answers of a window against the target, or against the first ones. Groups whose
   * labels are still too few count as tested, so that the rate holds however labels come.
   */
  WindowReport window(WindowJudge.Window window, References references) {
    TreeMap<Group, QualityTest> tests = new TreeMap<>();
    window
        .counts()
        .groups()
        .forEach(
            (group, tally) ->
                test(group, tally, references).ifPresent(test -> tests.put(group, test)));
    int tested =
        (int)
            window.counts().groups().keySet().stream()
                .filter(group -> group.version() != Group.ALL_VERSIONS)
                .count();
    double[] pValues = new double[tested];
    Arrays.fill(pValues, 1);
    int next = 0;
    for (QualityTest test : tests.values()) {
      pValues[next++] = test.pValue();
    }
    double[] adjusted = Correction.HOLM.adjust(pValues);
    TreeMap<Group, QualityVerdict> verdicts = new TreeMap<>();
    next = 0;
    for (Map.Entry<Group, QualityTest> test : tests.entrySet()) {
      double pValue = adjusted[next++];
      verdicts.put(
          test.getKey(), new QualityVerdict(test.getValue(), pValue, pValue <= terms.familyRate()));
    }
    List<QualityMetric> written = new ArrayList<>();
    window
        .counts()
        .groups()
        .forEach(
            (group, tally) -> {
              written.addAll(
                  metrics.quality(window, group, tally, Optional.ofNullable(verdicts.get(group))));
              written.addAll(JudgeMetrics.of(metrics.metric(window, group), tally.quality()));
            });
    return new WindowReport(written, findings(window, verdicts));
  }

  /**
   * Takes the next pane of a version's stream.
   *
   * @param streams how many versions share the rate
   */
  WindowReport stream(WindowJudge.Window pane, int version, QualityStream stream, int streams) {
    JudgedRows rows = pane.counts().tally(Group.of(version)).rows();
    QualityStream.Step step =
        stream.take(
            rows,
            new QualityStream.Terms(
                terms.target(), terms.firstPeriod().records(), streams / terms.familyRate()));
    List<QualityMetric> written = List.of(metrics.stream(pane, version, rows, step));
    if (step.state() == QualityStream.State.LEARNING || version < WindowJudge.FIRST_VERSION) {
      return new WindowReport(written, List.of());
    }
    List<Evidence> evidence =
        step.state() == QualityStream.State.DECLINING
            ? List.of(metrics.evidence(pane, step))
            : List.of();
    return new WindowReport(
        written,
        List.of(
            new Finding(
                Finding.Sign.DECLINING, version, pane.startMillis(), pane.endMillis(), evidence)));
  }

  private Optional<QualityTest> test(Group group, Tally tally, References references) {
    if (group.version() == Group.ALL_VERSIONS) {
      return Optional.empty();
    }
    QualityFigures figures = tally.quality().figures();
    Double target = terms.target();
    return target == null
        ? references
            .baseline(group.version())
            .flatMap(then -> QualityTest.against(then.quality(group).figures(), figures))
        : QualityTest.against(target, figures);
  }

  private List<Finding> findings(WindowJudge.Window window, Map<Group, QualityVerdict> verdicts) {
    TreeMap<Integer, List<Evidence>> byVersion = new TreeMap<>();
    verdicts.forEach(
        (group, verdict) -> {
          List<Evidence> evidence =
              byVersion.computeIfAbsent(group.version(), none -> new ArrayList<>());
          if (verdict.isBad()) {
            evidence.add(metrics.evidence(window, group, verdict));
          }
        });
    return byVersion.tailMap(WindowJudge.FIRST_VERSION, true).entrySet().stream()
        .map(
            entry ->
                new Finding(
                    Finding.Sign.WORSE,
                    entry.getKey(),
                    window.startMillis(),
                    window.endMillis(),
                    entry.getValue()))
        .toList();
  }
}
