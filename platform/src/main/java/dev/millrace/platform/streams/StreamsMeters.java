package dev.millrace.platform.streams;

import dev.millrace.platform.telemetry.Meters;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.apache.kafka.common.MetricName;

/**
 * Tells the meters of a process what Kafka Streams measures of one topology in it.
 *
 * <p><i>Source</i>: Apache Kafka 4.2, "Monitoring Kafka Streams" and consumer fetch metrics.
 */
public final class StreamsMeters implements AutoCloseable {

  private final Meters meters;
  private final Map<Dimension, String> labels;

  private StreamsMeters(Meters meters, String job) {
    this.meters = meters;
    this.labels = Map.of(Dimension.JOB, job);
  }

  /**
   * From now on, until it is closed.
   *
   * @param job whose topology it is
   * @param measured by Kafka Streams, asked anew each time
   */
  public static StreamsMeters open(
      Meters meters,
      String job,
      Supplier<? extends Map<MetricName, ? extends org.apache.kafka.common.Metric>> measured) {
    StreamsMeters opened = new StreamsMeters(meters, job);
    meters.gauge(
        Metric.STREAMS_RECORDS,
        opened.labels,
        () -> values(measured.get(), "stream-thread-metrics", "process-total").sum());
    meters.gauge(
        Metric.STREAMS_LAG,
        opened.labels,
        () ->
            values(measured.get(), "consumer-fetch-manager-metrics", "records-lag-max")
                .max()
                .orElse(Double.NaN));
    meters.gauge(
        Metric.STREAMS_THREADS,
        opened.labels,
        () -> values(measured.get(), "stream-metrics", "alive-stream-threads").sum());
    return opened;
  }

  @Override
  public void close() {
    meters.remove(Metric.STREAMS_RECORDS, labels);
    meters.remove(Metric.STREAMS_LAG, labels);
    meters.remove(Metric.STREAMS_THREADS, labels);
  }

  /** One for each thread, client or instance, and not for partitions besides. */
  private static DoubleStream values(
      Map<MetricName, ? extends org.apache.kafka.common.Metric> measured,
      String group,
      String name) {
    return measured.entrySet().stream()
        .filter(one -> one.getKey().group().equals(group) && one.getKey().name().equals(name))
        .map(one -> one.getValue().metricValue())
        .filter(Number.class::isInstance)
        .mapToDouble(value -> ((Number) value).doubleValue())
        .filter(Double::isFinite);
  }
}
