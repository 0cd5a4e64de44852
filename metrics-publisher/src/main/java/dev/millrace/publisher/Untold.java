package dev.millrace.publisher;

import dev.millrace.publisher.domain.Sample;
import dev.millrace.publisher.domain.Series;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the job counts of itself, until it is sent. */
final class Untold {

  private final Map<Metric, Long> counts = new EnumMap<>(Metric.class);
  private final Map<Metric, Long> drafted = new EnumMap<>(Metric.class);

  void add(Metric metric, long more) {
    if (more > 0) {
      counts.merge(metric, more, Long::sum);
    }
  }

  /** All of it, for a batch, which counts itself too. */
  List<Sample> draft(Instant now) {
    drafted.clear();
    drafted.putAll(counts);
    List<Sample> samples = new ArrayList<>();
    samples.add(sample(Metric.PUBLISHED_BATCHES, 1, now));
    drafted.forEach((metric, count) -> samples.add(sample(metric, count, now)));
    return samples;
  }

  /** The batch was sent. */
  void sent() {
    drafted.forEach((metric, count) -> counts.merge(metric, -count, Long::sum));
    counts.values().removeIf(count -> count == 0);
    drafted.clear();
  }

  static Sample sample(Metric metric, long value, Instant at) {
    return new Sample(Series.of(metric, Map.of()), at, BigDecimal.valueOf(value));
  }
}
