package dev.millrace.ingestion.domain;

import dev.millrace.ingestion.domain.json.JsonPointer;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.record.DriftWatch;
import dev.millrace.record.FeatureType;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.WatchedSegments;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a request carries for those who watch its pipeline for drift: values of the event as
 * governance left it, so that what is dropped is absent and what is hashed stays a hash.
 */
final class WatchedValues {

  /** Longest category, in UTF-16 units. */
  static final int MAX_CATEGORY = 200;

  /** Longest text: a page says what a text is like, and every topic on the way carries it. */
  static final int MAX_TEXT = 4_000;

  private WatchedValues() {}

  /** By JSON Pointer, in its order: the same event gives the same bytes. */
  static Map<String, Object> features(PipelineSpec spec, JsonValue governed) {
    DriftWatch watch = spec.getDrift();
    if (watch == null || watch.getFeatures().isEmpty()) {
      return Map.of();
    }
    Map<String, Object> features = new TreeMap<>();
    watch
        .getFeatures()
        .forEach(
            (pointer, type) ->
                features.put(
                    pointer,
                    JsonPointer.parse(pointer)
                        .find(governed)
                        .map(value -> feature(value, type))
                        .orElse(null)));
    return features;
  }

  /** Which of the declared segments the request is in; null for none. */
  static @Nullable String segment(PipelineSpec spec, JsonValue governed) {
    DriftWatch watch = spec.getDrift();
    WatchedSegments segments = watch == null ? null : watch.getSegments();
    if (segments == null) {
      return null;
    }
    return JsonPointer.parse(segments.getField())
        .find(governed)
        .flatMap(WatchedValues::scalar)
        .filter(segments.getValues()::contains)
        .orElse(null);
  }

  private static @Nullable Object feature(JsonValue value, FeatureType type) {
    return switch (type) {
      case NUMBER -> value instanceof JsonValue.Numeric ? number(value.text()) : null;
      case CATEGORY -> scalar(value).map(text -> shortened(text, MAX_CATEGORY)).orElse(null);
      case TEXT -> scalar(value).map(text -> shortened(text, MAX_TEXT)).orElse(null);
    };
  }

  /** Null where a double cannot hold it. */
  private static @Nullable Double number(String digits) {
    double number = Double.parseDouble(digits);
    return Double.isFinite(number) ? number : null;
  }

  private static Optional<String> scalar(JsonValue value) {
    return value instanceof JsonValue.Text
            || value instanceof JsonValue.Numeric
            || value instanceof JsonValue.Truth
        ? Optional.of(value.text())
        : Optional.empty();
  }

  private static String shortened(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    return text.substring(0, end);
  }
}
