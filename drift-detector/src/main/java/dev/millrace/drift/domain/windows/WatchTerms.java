package dev.millrace.drift.domain.windows;

import dev.millrace.record.DriftWatch;
import dev.millrace.record.FeatureType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a pipeline is watched, and how.
 *
 * @param features by JSON Pointer
 * @param segments that are watched besides the whole
 * @param usesTraining whether a version's training profile is its reference, where it has one
 * @param falseAlarms share of the windows that may be found drifted though nothing changed
 * @param target of the quality; null where it is the version's own at the beginning
 * @param firstPeriod what a version's first traffic is
 */
public record WatchTerms(
    Panes panes,
    Map<String, FeatureType> features,
    List<String> segments,
    boolean usesTraining,
    double falseAlarms,
    @Nullable Double target,
    FirstPeriod firstPeriod) {

  /** Of a pipeline that has only quality to be watched. */
  private static final double USUAL_FALSE_ALARMS = 0.01;

  public WatchTerms {
    features = Map.copyOf(features);
    segments = List.copyOf(segments);
  }

  /**
   * As a spec has them.
   *
   * @param watch null where no section says what
   */
  public static WatchTerms of(
      @Nullable DriftWatch watch, @Nullable Double target, FirstPeriod firstPeriod) {
    if (watch == null) {
      return new WatchTerms(
          Panes.USUAL, Map.of(), List.of(), false, USUAL_FALSE_ALARMS, target, firstPeriod);
    }
    return new WatchTerms(
        Panes.of(watch),
        watch.getFeatures(),
        watch.getSegments() == null ? List.of() : watch.getSegments().getValues(),
        watch.getReference().equals("training"),
        watch.getFalseAlarms(),
        target,
        firstPeriod);
  }

  /**
   * Changes when counts of before can no longer be compared with those of now. Made of text: hashes
   * of enums differ from process to process.
   */
  int fingerprint() {
    return (panes + "/" + new TreeMap<>(features) + "/" + segments + "/" + usesTraining).hashCode();
  }
}
