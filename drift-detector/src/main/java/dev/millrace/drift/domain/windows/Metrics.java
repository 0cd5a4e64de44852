package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.costs.CostTest;
import dev.millrace.drift.domain.quality.JudgedRows;
import dev.millrace.drift.domain.quality.QualityFigures;
import dev.millrace.drift.domain.quality.QualityStream;
import dev.millrace.platform.drift.domain.Comparison;
import dev.millrace.platform.drift.domain.JudgedFinding;
import dev.millrace.platform.drift.domain.Statistic;
import dev.millrace.record.CellShare;
import dev.millrace.record.ConfusionCell;
import dev.millrace.record.Evidence;
import dev.millrace.record.FeatureType;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Writes down what is said of windows, as records of the contract. */
final class Metrics {

  private static final int MAX_EXPLAINING = 10;

  /** Dollars in their trillionth part: estimates, for the eye. */
  private static final double PICO = 1e-12;

  /** How far the stream of judged answers is from an alarm. */
  private static final String STREAM = "qualityStream";

  /** Share of the champion's costs that another model would have saved. */
  private static final String COST_REGRET = "costRegret";

  private final String pipeline;

  Metrics(String pipeline) {
    this.pipeline = pipeline;
  }

  /** Of one feature of a group. */
  QualityMetric feature(WindowJudge.Window window, WindowJudge.Judged judged) {
    Comparison comparison = judged.verdict().comparison();
    Statistic decisive = decisive(comparison.type());
    OptionalDouble pValue =
        judged.verdict().findings().stream()
            .map(JudgedFinding::finding)
            .mapToDouble(dev.millrace.platform.drift.domain.Finding::pValue)
            .min();
    Map<String, Double> statistics = new TreeMap<>();
    comparison.statistics().forEach((statistic, value) -> statistics.put(statistic.word(), value));
    return metric(window, judged.group())
        .setFeature(judged.feature())
        .setName(decisive.word())
        .setRevision(judged.records())
        .setValue(comparison.statistics().get(decisive))
        .setPValue(pValue.isPresent() ? pValue.getAsDouble() : null)
        .setAdjustedPValue(pValue.isPresent() ? judged.adjustedPValue() : null)
        .setReferenceCount(comparison.referenceCount())
        .setCurrentCount(comparison.currentCount())
        .setVerdict(judged.verdict().verdict())
        .setStatistics(statistics)
        .setChanges(
            comparison.changes().stream()
                .map(
                    change ->
                        new CellShare(
                            change.cell(), change.referenceShare(), change.currentShare()))
                .toList())
        .build();
  }

  /** Of a version's whole window. */
  QualityMetric whole(
      WindowJudge.Window window, int version, Tally tally, List<WindowJudge.Judged> judged) {
    List<WindowJudge.Judged> drifted =
        judged.stream().filter(WindowJudge.Judged::isDrifted).toList();
    boolean isJudged = judged.stream().anyMatch(WindowJudge.Judged::isJudged);
    QualityMetric.Builder metric =
        metric(window, Group.of(version))
            .setName("drifted")
            .setRevision(tally.records())
            .setReferenceCount(
                judged.stream()
                    .mapToLong(one -> one.verdict().comparison().referenceCount())
                    .max()
                    .orElse(0))
            .setCurrentCount(tally.records())
            .setExplains(drifted.stream().limit(MAX_EXPLAINING).map(Metrics::explaining).toList());
    if (!isJudged) {
      return metric.setVerdict(Verdict.NOT_ENOUGH_DATA).build();
    }
    return metric
        .setValue((double) drifted.size())
        .setAdjustedPValue(
            judged.stream().mapToDouble(WindowJudge.Judged::adjustedPValue).min().orElse(1))
        .setVerdict(drifted.isEmpty() ? Verdict.STABLE : Verdict.DRIFTED)
        .build();
  }

  /** Of a group's judged answers; nothing where none is judged. */
  List<QualityMetric> quality(
      WindowJudge.Window window, Group group, Tally tally, Optional<QualityVerdict> verdict) {
    List<QualityMetric> written = new ArrayList<>();
    QualityFigures figures = tally.quality().figures();
    OptionalLong delay = figures.labelDelayMillis();
    OptionalDouble coverage = figures.labelCoverage();
    figures
        .all()
        .forEach(
            (name, value) -> {
              QualityMetric.Builder metric =
                  metric(window, group)
                      .setName(name)
                      .setRevision(tally.quality().revision())
                      .setValue(value)
                      .setReferenceCount(tally.quality().answers())
                      .setCurrentCount(tally.quality().judged())
                      .setLabelCoverage(coverage.isPresent() ? coverage.getAsDouble() : null)
                      .setLabelDelayMillis(delay.isPresent() ? delay.getAsLong() : null)
                      .setVerdict(
                          verdict.map(QualityVerdict::verdict).orElse(Verdict.NOT_ENOUGH_DATA));
              verdict
                  .filter(known -> known.test().name().equals(name))
                  .ifPresent(
                      known ->
                          metric
                              .setPValue(known.test().pValue())
                              .setAdjustedPValue(known.adjustedPValue())
                              .setTarget(known.test().target()));
              if (name.equals(QualityFigures.ACCURACY)) {
                metric.setConfusion(confusion(figures));
              }
              written.add(metric.build());
            });
    return written;
  }

  /** Of the next pane of a version's stream of judged answers. */
  QualityMetric stream(
      WindowJudge.Window pane, int version, JudgedRows rows, QualityStream.Step step) {
    Map<String, Double> statistics = new TreeMap<>();
    statistics.put("errorRate", step.mean());
    statistics.put("adwinErrorRate", step.adwinMean());
    statistics.put("adwinWidth", (double) step.adwinRows());
    step.bound().ifPresent(bound -> statistics.put("bound", bound));
    return metric(pane, Group.of(version))
        .setName(STREAM)
        .setRevision(rows.rows())
        .setValue(step.evidence())
        .setReferenceCount(pane.counts().tally(Group.of(version)).quality().answers())
        .setCurrentCount(rows.rows())
        .setTarget(step.bound().isPresent() ? 1.0 : null)
        .setVerdict(
            switch (step.state()) {
              case LEARNING -> Verdict.NOT_ENOUGH_DATA;
              case WELL -> Verdict.STABLE;
              case DECLINING -> Verdict.DRIFTED;
            })
        .setStatistics(statistics)
        .build();
  }

  /** That a version's stream of judged answers declines. */
  Evidence evidence(WindowJudge.Window pane, QualityStream.Step step) {
    return new Evidence(
        STREAM,
        null,
        null,
        step.evidence(),
        1.0,
        Instant.ofEpochMilli(pane.startMillis()),
        Instant.ofEpochMilli(pane.endMillis()));
  }

  /** Of a comparison of the champion's costs with those of another model. */
  QualityMetric costRegret(
      WindowJudge.Window pane, int champion, CostJudge.Compared compared, boolean isBad) {
    CostTest test = compared.test();
    Map<String, Double> statistics = new TreeMap<>();
    statistics.put("alternativeVersion", (double) compared.rival().version());
    statistics.put(
        test.basis() == CostTest.Basis.ANSWER ? "costPerAnswer" : "costPerRightAnswer",
        test.championCost() * PICO);
    statistics.put("alternativeCost", test.rivalCost() * PICO);
    return metric(pane, new Group(champion, compared.rival().segment()))
        .setName(COST_REGRET)
        .setRevision(compared.race().champion().costs().answered())
        .setValue(compared.regret())
        .setPValue(test.pValue())
        .setAdjustedPValue(compared.adjustedPValue())
        .setTarget(CostTest.LEAST_REGRET)
        .setReferenceCount(compared.race().rival().costs().answered())
        .setCurrentCount(compared.race().champion().costs().answered())
        .setVerdict(isBad ? Verdict.DRIFTED : Verdict.STABLE)
        .setStatistics(statistics)
        .build();
  }

  /** That the champion's answers cost too much. */
  Evidence evidence(WindowJudge.Window pane, CostJudge.Compared compared) {
    return new Evidence(
        COST_REGRET,
        null,
        compared.rival().segment(),
        compared.regret(),
        CostTest.LEAST_REGRET,
        Instant.ofEpochMilli(pane.startMillis()),
        Instant.ofEpochMilli(pane.endMillis()));
  }

  /** That a feature drifted. */
  Evidence evidence(WindowJudge.Window window, WindowJudge.Judged judged, double threshold) {
    return new Evidence(
        "adjustedPValue",
        judged.feature(),
        judged.group().segment(),
        judged.adjustedPValue(),
        threshold,
        Instant.ofEpochMilli(window.startMillis()),
        Instant.ofEpochMilli(window.endMillis()));
  }

  /** That answers are worse than they should be. */
  Evidence evidence(WindowJudge.Window window, Group group, QualityVerdict verdict) {
    return new Evidence(
        verdict.test().name(),
        null,
        group.segment(),
        verdict.test().value(),
        verdict.test().target(),
        Instant.ofEpochMilli(window.startMillis()),
        Instant.ofEpochMilli(window.endMillis()));
  }

  /** A figure of a group in a window. */
  QualityMetric.Builder metric(WindowJudge.Window window, Group group) {
    return QualityMetric.newBuilder()
        .setPipeline(pipeline)
        .setModelVersion(group.version() == Group.ALL_VERSIONS ? null : group.version())
        .setSegment(group.segment())
        .setWindowStart(Instant.ofEpochMilli(window.startMillis()))
        .setWindowEnd(Instant.ofEpochMilli(window.endMillis()));
  }

  private static String explaining(WindowJudge.Judged judged) {
    String segment = judged.group().segment();
    return segment == null ? judged.feature() : judged.feature() + "@" + segment;
  }

  private static List<ConfusionCell> confusion(QualityFigures figures) {
    return figures.confusion().stream()
        .map(
            cell ->
                new ConfusionCell(
                    cell.getKey().predicted(), cell.getKey().actual(), cell.getValue()))
        .toList();
  }

  /** What the size of a change is told by. */
  private static Statistic decisive(FeatureType type) {
    return switch (type) {
      case NUMBER -> Statistic.WASSERSTEIN_NORMALISED;
      case CATEGORY -> Statistic.TOTAL_VARIATION;
      case TEXT -> Statistic.EMBEDDING_SHIFT;
    };
  }
}
