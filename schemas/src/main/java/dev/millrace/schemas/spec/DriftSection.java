package dev.millrace.schemas.spec;

import dev.millrace.record.DriftWatch;
import dev.millrace.record.FeatureType;
import dev.millrace.record.WatchedSegments;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code drift}: what is watched for change. */
final class DriftSection {

  private static final Field<Long> WINDOW =
      Field.byDefault(
          "window",
          Quantities.millis(Duration.ofSeconds(1), Duration.ofDays(31)),
          "5m",
          "Event time that is counted together and compared with the reference.");
  private static final Field<Long> SLIDE =
      Field.optional(
          "slide",
          Quantities.millis(Duration.ofSeconds(1), Duration.ofDays(31)),
          "How far apart windows begin: `window` is a multiple of it, at most a hundredfold. Absent:"
              + " each begins where the one before ends.");
  private static final Field<String> REFERENCE =
      Field.byDefault(
          "reference",
          Kinds.matching(
              Pattern.compile("first|training|season"), "one of `first`, `training`, `season`"),
          "first",
          "What windows are compared with. `first`: the first traffic of the model version."
              + " `training`: the profile of the data that the version was trained on; what it does"
              + " not tell, and versions without one, are compared with their first traffic."
              + " `season`: the version's first traffic in the same hour of the week (UTC); `window`"
              + " has to divide an hour then, without `slide`.");
  private static final Field<Map<String, FeatureType>> FEATURES =
      Field.byDefault(
          "features",
          Kinds.byPointer(Kinds.oneOf(FeatureType.class)),
          "{}",
          "Fields of the event to watch, as governance and enrichment leave them, and how each is"
              + " compared. Answers are watched besides: labels, confidence, tokens, latency,"
              + " outcomes.");
  private static final Field<FalseAlarms> FALSE_ALARMS =
      Field.byDefault(
          "falseAlarms",
          FalseAlarms.kind(),
          "0.01",
          "What may be found drifted though nothing changed, over all features and segments"
              + " together: a share of the windows, or so many windows in a time, such as `1 per"
              + " 30d`.");
  private static final Field<String> SEGMENT_FIELD =
      Field.required("field", Kinds.pointer(), "Where the value stands that says which segment.");
  private static final Field<List<String>> SEGMENT_VALUES =
      Field.required(
          "values",
          Kinds.listOf(Names.segment()),
          "The segments, twenty at most. Requests with any other value are in none.");
  private static final Field<Section> SEGMENTS =
      Field.optional(
          "segments",
          Kinds.section(List.of(SEGMENT_FIELD, SEGMENT_VALUES)),
          "Parts of the traffic that are watched on their own, besides the whole.");

  private static final String SEASON = "season";
  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
  private static final int MAX_FEATURES = 200;
  private static final int MAX_SEGMENTS = 20;
  private static final int MAX_PANES = 100;

  static final List<Field<?>> FIELDS =
      List.of(WINDOW, SLIDE, REFERENCE, FEATURES, SEGMENTS, FALSE_ALARMS);

  private DriftSection() {}

  static @Nullable DriftWatch read(@Nullable Section section) {
    if (section == null) {
      return null;
    }
    Long windowMillis = section.read(WINDOW);
    Long slideMillis = section.read(SLIDE);
    String reference = section.read(REFERENCE);
    Map<String, FeatureType> features = section.read(FEATURES);
    WatchedSegments segments = segments(section.read(SEGMENTS));
    FalseAlarms falseAlarms = section.read(FALSE_ALARMS);
    if (features != null && features.size() > MAX_FEATURES) {
      section.wrong(FEATURES, "names " + features.size() + " fields, " + MAX_FEATURES + " at most");
    }
    if (windowMillis != null && slideMillis != null && !divides(slideMillis, windowMillis)) {
      section.wrong(
          SLIDE,
          "does not divide window into 2 to " + MAX_PANES + " equal parts: choose one that does");
    }
    if (SEASON.equals(reference)
        && windowMillis != null
        && (slideMillis != null || HOUR_MILLIS % windowMillis != 0)) {
      section.wrong(
          REFERENCE,
          "season takes windows within an hour of the week: choose a window that divides an hour,"
              + " and no slide");
    }
    if (windowMillis == null || falseAlarms == null || !section.isSound()) {
      return null;
    }
    return new DriftWatch(
        windowMillis,
        reference,
        features,
        falseAlarms.share(slideMillis == null ? windowMillis : slideMillis),
        slideMillis,
        segments);
  }

  private static boolean divides(long slide, long window) {
    return window % slide == 0 && window / slide >= 2 && window / slide <= MAX_PANES;
  }

  private static @Nullable WatchedSegments segments(@Nullable Section section) {
    if (section == null) {
      return null;
    }
    String field = section.read(SEGMENT_FIELD);
    List<String> values = section.read(SEGMENT_VALUES);
    if (values != null
        && (values.isEmpty()
            || values.size() > MAX_SEGMENTS
            || new HashSet<>(values).size() < values.size())) {
      section.wrong(SEGMENT_VALUES, "expected 1 to " + MAX_SEGMENTS + " different values");
    }
    return section.isSound() ? new WatchedSegments(field, values) : null;
  }
}
