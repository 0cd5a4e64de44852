package dev.millrace.local.cli;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.comparison.ColumnComparison;
import dev.millrace.local.comparison.ReportPage;
import dev.millrace.local.comparison.TrafficColumns;
import dev.millrace.platform.drift.domain.Correction;
import dev.millrace.platform.drift.domain.EffectGates;
import dev.millrace.platform.drift.domain.FeatureVerdict;
import dev.millrace.platform.drift.domain.Judgement;
import dev.millrace.platform.drift.domain.Significance;
import dev.millrace.record.DriftWatch;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.Verdict;
import dev.millrace.schemas.Topics;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The distributions of a window's traffic beside those of the traffic before any window was
 * compared, which is the reference of a version without a training profile.
 */
final class DriftReport {

  private DriftReport() {}

  /**
   * Whose traffic is shown.
   *
   * @param version of the pipeline's model
   * @param firstCompared start of the first window of the version that was compared
   */
  record Place(int version, Instant from, Instant to, Instant firstCompared) {

    /** The newest window that drifted, or where none did the newest that was compared. */
    static Optional<Place> of(String pipeline, List<QualityMetric> figures) {
      List<QualityMetric> compared =
          figures.stream()
              .filter(one -> one.getPipeline().equals(pipeline))
              .filter(one -> one.getFeature() != null && one.getModelVersion() != null)
              .filter(one -> !one.getStatistics().isEmpty())
              .toList();
      return compared.stream()
          .max(
              Comparator.<QualityMetric, Boolean>comparing(
                      one -> one.getVerdict() == Verdict.DRIFTED)
                  .thenComparing(QualityMetric::getWindowStart)
                  .thenComparing(QualityMetric::getModelVersion))
          .map(
              newest ->
                  new Place(
                      newest.getModelVersion(),
                      newest.getWindowStart(),
                      newest.getWindowEnd(),
                      compared.stream()
                          .filter(
                              one ->
                                  Objects.equals(one.getModelVersion(), newest.getModelVersion()))
                          .map(QualityMetric::getWindowStart)
                          .min(Comparator.naturalOrder())
                          .orElseThrow()));
    }

    private boolean isOfReference(Answer answer) {
      return answer.eventTimeMillis() < firstCompared.toEpochMilli();
    }

    private boolean isOfWindow(Answer answer) {
      return answer.eventTimeMillis() >= from.toEpochMilli()
          && answer.eventTimeMillis() < to.toEpochMilli();
    }

    private boolean isOfVersion(@Nullable Integer asked) {
      return asked != null && asked == version;
    }
  }

  /** The page of a pipeline. */
  static String of(RunningFactory factory, String pipeline, List<QualityMetric> figures) {
    Place place =
        Place.of(pipeline, figures)
            .orElseThrow(
                () ->
                    new CommandException(
                        "no window of "
                            + pipeline
                            + " was compared so far: drift shows what is known of it"));
    DriftWatch watch = watch(factory, pipeline);
    TrafficColumns columns = new TrafficColumns(watch.getFeatures());
    // Twice, because texts are compared with all of the reference.
    read(
        factory,
        pipeline,
        place,
        answer -> {
          if (place.isOfReference(answer)) {
            columns.addReference(answer);
          }
        });
    read(
        factory,
        pipeline,
        place,
        answer -> {
          if (place.isOfWindow(answer)) {
            columns.addCurrent(answer);
          }
        });
    List<ColumnComparison> compared = columns.comparisons(EffectGates.USUAL);
    double alpha = watch.getFalseAlarms();
    List<FeatureVerdict> verdicts =
        Judgement.of(
            compared.stream().map(ColumnComparison::comparison).toList(),
            new Significance(alpha, Correction.HOLM));
    return ReportPage.of(
        pipeline + "/" + place.version() + " before " + place.firstCompared(),
        place.from() + " to " + place.to(),
        String.format(
            Locale.ROOT,
            "%d requests of the reference, %d of the window; at alpha %s (holm), value by value."
                + " The job compares counts in cells, and segments with them.",
            columns.rows(),
            columns.currentRows(),
            alpha),
        compared,
        verdicts);
  }

  /** Takes a request. */
  @FunctionalInterface
  private interface Taking {
    void take(Answer answer);
  }

  private static void read(RunningFactory factory, String pipeline, Place place, Taking to) {
    factory
        .topics()
        .read(
            Topics.PREDICTIONS,
            record -> {
              if (record.value().getPipeline().equals(pipeline)
                  && place.isOfVersion(record.value().getModelVersion())) {
                to.take(Answer.of(record.value()));
              }
            });
  }

  private static DriftWatch watch(RunningFactory factory, String pipeline) {
    Map<String, DriftWatch> watches = new HashMap<>();
    factory
        .topics()
        .read(
            Topics.PIPELINES,
            record -> {
              if (record.value() == null || record.value().getDrift() == null) {
                watches.remove(record.key());
              } else {
                watches.put(record.key(), record.value().getDrift());
              }
            });
    DriftWatch watch = watches.get(pipeline);
    if (watch == null) {
      throw new CommandException(
          "the spec of " + pipeline + " has no section drift that says what is watched");
    }
    return watch;
  }
}
