package dev.millrace.publisher.domain.alarms;

import dev.millrace.publisher.domain.Reading;
import dev.millrace.publisher.domain.Reading.Manner;
import dev.millrace.publisher.domain.Sample;
import dev.millrace.publisher.domain.Series;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What is told of a pipeline, a model or a group. */
final class SampleFigures {

  static final Instant BEGINNING = Instant.parse("2026-11-26T12:00:00Z");

  private SampleFigures() {}

  /** Of one pipeline and cause. */
  static Reading letters(Instant now, String pipeline, int count) {
    return new Reading(
        "letters/" + pipeline,
        now,
        now.plusSeconds(60),
        Manner.ADDS,
        0,
        Optional.empty(),
        Map.of(
            Dimension.PIPELINE,
            pipeline,
            Dimension.STAGE,
            "ingestion",
            Dimension.CAUSE,
            "MALFORMED_JSON"),
        Map.of(Metric.DEAD_LETTERS, BigDecimal.valueOf(count)));
  }

  static Reading drift(String pipeline, String version, int minute, int features) {
    return reading(
        "drift/" + pipeline + "/" + version,
        minute,
        Map.of(Dimension.PIPELINE, pipeline, Dimension.VERSION, version),
        Metric.DRIFTED_FEATURES,
        features);
  }

  static Sample behind(Instant now, long seconds) {
    return sample(now, Metric.WINDOWS_BEHIND, Map.of(Dimension.PIPELINE, "triage"), seconds);
  }

  static Sample sample(Instant now, Metric metric, Map<Dimension, String> labels, long value) {
    return new Sample(Series.of(metric, labels), now, BigDecimal.valueOf(value));
  }

  /** Of a window of a minute. */
  static Reading reading(
      String name, int minute, Map<Dimension, String> labels, Metric metric, int value) {
    Instant start = BEGINNING.plusSeconds(60L * minute);
    return new Reading(
        name + "/" + start,
        start,
        start.plusSeconds(60),
        Manner.REPLACES,
        0,
        Optional.empty(),
        labels,
        Map.of(metric, BigDecimal.valueOf(value)));
  }
}
