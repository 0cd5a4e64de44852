package dev.millrace.schemas.spec;

import dev.millrace.record.DriftWatch;
import dev.millrace.record.FeatureType;
import java.time.Duration;
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
  private static final Field<String> REFERENCE =
      Field.byDefault(
          "reference",
          Kinds.matching(Pattern.compile("training"), "`training`"),
          "training",
          "What windows are compared with: the data that the model was trained on.");
  private static final Field<Map<String, FeatureType>> FEATURES =
      Field.required(
          "features",
          Kinds.byPointer(Kinds.oneOf(FeatureType.class)),
          "Fields of the event to watch, and how each is compared.");
  private static final Field<Double> FALSE_ALARMS =
      Field.byDefault(
          "falseAlarms",
          Quantities.positive(0.5),
          "0.01",
          "Rate of false alarms over all features and windows together.");

  static final List<Field<?>> FIELDS = List.of(WINDOW, REFERENCE, FEATURES, FALSE_ALARMS);

  private DriftSection() {}

  static @Nullable DriftWatch read(@Nullable Section section) {
    if (section == null) {
      return null;
    }
    Long windowMillis = section.read(WINDOW);
    String reference = section.read(REFERENCE);
    Map<String, FeatureType> features = section.read(FEATURES);
    Double falseAlarms = section.read(FALSE_ALARMS);
    if (features != null && features.isEmpty() && section.isSound()) {
      section.wrong(FEATURES, "nothing is watched: name a field, or remove drift");
    }
    return section.isSound()
        ? new DriftWatch(windowMillis, reference, features, falseAlarms)
        : null;
  }
}
