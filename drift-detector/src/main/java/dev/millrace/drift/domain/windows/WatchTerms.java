package dev.millrace.drift.domain.windows;

import dev.millrace.record.DriftWatch;
import dev.millrace.record.FeatureType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a pipeline is watched, and how.
 *
 * @param features by JSON Pointer
 * @param segments that are watched besides the whole
 * @param reference what windows are compared with
 * @param falseAlarms share of the windows that may be found drifted though nothing changed
 * @param target of the quality; null where it is the version's own at the beginning
 * @param firstPeriod what a version's first traffic is
 * @param labels how long labels are waited for
 * @param costs whether they are compared
 */
public record WatchTerms(
    Panes panes,
    Map<String, FeatureType> features,
    Segments segments,
    Reference reference,
    double falseAlarms,
    @Nullable Double target,
    FirstPeriod firstPeriod,
    LabelTerms labels,
    Costs costs) {

  /** Of a pipeline that has only quality to be watched. */
  private static final double USUAL_FALSE_ALARMS = 0.01;

  /** Features of windows, judged answers of windows, and the stream of judged answers. */
  private static final int FAMILIES = 3;

  /** Whether what answers cost is compared. */
  public enum Costs {
    /** Nobody asks. */
    UNWATCHED,
    /** The champion's with those of others. */
    WATCHED
  }

  /** What windows are compared with; the spec has the same names. */
  public enum Reference {
    /** The version's first traffic. */
    FIRST,
    /** What the version was trained on, and where that says nothing its first traffic. */
    TRAINING,
    /** The version's first traffic in the same hour of the week. */
    SEASON
  }

  /**
   * Parts of the traffic that are watched on their own.
   *
   * @param field JSON Pointer of the value that says which; null where there are none
   */
  public record Segments(@Nullable String field, List<String> values) {

    /** Only the whole is watched. */
    public static final Segments NONE = new Segments(null, List.of());

    public Segments {
      values = List.copyOf(values);
    }

    boolean contains(@Nullable String segment) {
      return segment != null && values.contains(segment);
    }
  }

  /** Where nobody asks what answers cost. */
  public WatchTerms(
      Panes panes,
      Map<String, FeatureType> features,
      Segments segments,
      Reference reference,
      double falseAlarms,
      @Nullable Double target,
      FirstPeriod firstPeriod,
      LabelTerms labels) {
    this(
        panes,
        features,
        segments,
        reference,
        falseAlarms,
        target,
        firstPeriod,
        labels,
        Costs.UNWATCHED);
  }

  public WatchTerms {
    features = Map.copyOf(features);
  }

  /**
   * As a spec has them.
   *
   * @param watch null where no section says what
   */
  public static WatchTerms of(
      @Nullable DriftWatch watch,
      @Nullable Double target,
      FirstPeriod firstPeriod,
      LabelTerms labels) {
    if (watch == null) {
      return new WatchTerms(
          Panes.USUAL,
          Map.of(),
          Segments.NONE,
          Reference.FIRST,
          USUAL_FALSE_ALARMS,
          target,
          firstPeriod,
          labels);
    }
    return new WatchTerms(
        Panes.of(watch),
        watch.getFeatures(),
        watch.getSegments() == null
            ? Segments.NONE
            : new Segments(watch.getSegments().getField(), watch.getSegments().getValues()),
        Reference.valueOf(watch.getReference().toUpperCase(Locale.ROOT)),
        watch.getFalseAlarms(),
        target,
        firstPeriod,
        labels);
  }

  /**
   * What each family of tests may have of the declared rate, so that all of them together keep it.
   */
  double familyRate() {
    return falseAlarms / (costs == Costs.WATCHED ? FAMILIES + 1 : FAMILIES);
  }

  /** The same, and costs are compared as well. */
  public WatchTerms withCosts() {
    return new WatchTerms(
        panes,
        features,
        segments,
        reference,
        falseAlarms,
        target,
        firstPeriod,
        labels,
        Costs.WATCHED);
  }

  /**
   * Changes when counts of before can no longer be compared with those of now. Made of text: hashes
   * of enums differ from process to process.
   */
  int fingerprint() {
    return (panes + "/" + new TreeMap<>(features) + "/" + segments + "/" + reference.name())
        .hashCode();
  }
}
