package dev.millrace.publisher;

import dev.millrace.platform.telemetry.Meters;
import dev.millrace.publisher.domain.Datum;
import dev.millrace.publisher.domain.Series;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Kind;
import dev.millrace.schemas.metrics.Metric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tells the meters of this process what was sent elsewhere, but for the names of tenants: of these
 * the sum is told, or the one that stands worst.
 */
final class MeteredSink implements Sink {

  private final Sink sink;
  private final Meters meters;

  /** In front of a sink, which it takes over. */
  MeteredSink(Sink sink, Meters meters) {
    this.sink = sink;
    this.meters = meters;
  }

  @Override
  public Outcome send(List<Datum> data) {
    Outcome outcome = sink.send(data);
    if (outcome instanceof Outcome.Sent) {
      Map<Series, Double> gauges = new HashMap<>();
      data.forEach(datum -> tell(datum, gauges));
      gauges.forEach((series, value) -> meters.set(series.metric(), series.labels(), value));
    }
    return outcome;
  }

  @Override
  public void close() {
    sink.close();
  }

  private void tell(Datum datum, Map<Series, Double> gauges) {
    Metric metric = datum.series().metric();
    SortedMap<Dimension, String> labels = new TreeMap<>(datum.series().labels());
    labels.remove(Dimension.TENANT);
    if (metric.kind() == Kind.COUNTER) {
      double sum =
          datum.counts().entrySet().stream()
              .mapToDouble(one -> one.getKey() * one.getValue())
              .sum();
      meters.add(metric, labels, sum);
    } else if (metric == Metric.BUDGET_LEFT) {
      gauges.merge(new Series(metric, labels), datum.counts().firstKey(), Math::min);
    } else {
      gauges.merge(new Series(metric, labels), datum.counts().lastKey(), Math::max);
    }
  }
}
