package dev.millrace.platform.flink;

import dev.millrace.platform.telemetry.Meters;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.DoubleSupplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Tells the meters of this process what the jobs on a cluster in it measure: what they name as the
 * catalogue does, and of Flink's own what the catalogue has.
 *
 * <p><i>Shape</i>: of several parallel instances the last to open is told of; a cluster in one
 * process has but one.
 */
public final class FlinkMeters implements MetricReporter {

  private static final String NAME = "millrace";
  private static final double MILLIS_PER_SECOND = 1_000;

  /** What Flink calls what the catalogue has. */
  private static final Map<String, Metric> OF_FLINK =
      Map.of(
          "currentInputWatermark",
          Metric.WATERMARK_DELAY,
          "lastCheckpointCompletedTimestamp",
          Metric.CHECKPOINT_AGE,
          "lastCheckpointDuration",
          Metric.CHECKPOINT_DURATION);

  /** What Flink calls the values of dimensions. */
  private static final Map<Dimension, String> VARIABLES =
      Map.of(
          Dimension.JOB,
          "<job_name>",
          Dimension.OPERATOR,
          "<operator_name>",
          Dimension.MODEL,
          "<" + Dimension.MODEL.cloudWatchName() + ">");

  private final Meters meters;
  private final InstantSource clock;

  FlinkMeters(Meters meters, InstantSource clock) {
    this.meters = meters;
    this.clock = clock;
  }

  /** What a gauge says. */
  private record Measured(Gauge<?> gauge, DoubleSupplier standing) implements DoubleSupplier {

    @Override
    public double getAsDouble() {
      return standing.getAsDouble();
    }
  }

  /** Made by Flink. */
  public static final class Factory implements MetricReporterFactory {

    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      return new FlinkMeters(Meters.ofProcess(), InstantSource.system());
    }
  }

  /** Has a cluster tell them. */
  static void configure(Configuration configuration) {
    configuration.setString("metrics.reporters", NAME);
    configuration.setString("metrics.reporter." + NAME + ".factory.class", Factory.class.getName());
  }

  @Override
  public void open(MetricConfig config) {
    // There is nothing to set.
  }

  @Override
  public void close() {
    // The meters are the process's.
  }

  @Override
  public void notifyOfAddedMetric(
      org.apache.flink.metrics.Metric measured, String name, MetricGroup group) {
    if (measured instanceof Gauge<?> gauge) {
      known(name)
          .ifPresent(
              metric ->
                  labels(metric, group)
                      .ifPresent(
                          labels ->
                              meters.gauge(
                                  metric, labels, new Measured(gauge, standing(metric, gauge)))));
    }
  }

  @Override
  public void notifyOfRemovedMetric(
      org.apache.flink.metrics.Metric measured, String name, MetricGroup group) {
    known(name)
        .ifPresent(
            metric ->
                labels(metric, group)
                    .ifPresent(
                        labels ->
                            meters.removeIf(
                                metric,
                                labels,
                                // A job that starts again may be told of before the old one ends.
                                known ->
                                    known instanceof Measured one && one.gauge() == measured)));
  }

  private static Optional<Metric> known(String name) {
    return Optional.ofNullable(OF_FLINK.get(name)).or(() -> Metric.ofFlink(name));
  }

  /** Absent where the group is a smaller or larger one than the metric is of. */
  private static Optional<Map<Dimension, String>> labels(Metric metric, MetricGroup group) {
    Map<Dimension, String> labels = new EnumMap<>(Dimension.class);
    for (Dimension dimension : metric.dimensions()) {
      String value = group.getAllVariables().get(VARIABLES.get(dimension));
      if (value == null) {
        return Optional.empty();
      }
      labels.put(dimension, value);
    }
    return Optional.of(labels);
  }

  private DoubleSupplier standing(Metric metric, Gauge<?> gauge) {
    return switch (metric) {
      case WATERMARK_DELAY, CHECKPOINT_AGE -> () -> secondsSince(number(gauge));
      case CHECKPOINT_DURATION -> () -> seconds(number(gauge));
      default -> () -> number(gauge);
    };
  }

  private double secondsSince(double millis) {
    return millis > 0 ? ((double) clock.millis() - millis) / MILLIS_PER_SECOND : Double.NaN;
  }

  private static double seconds(double millis) {
    return millis < 0 ? Double.NaN : millis / MILLIS_PER_SECOND;
  }

  private static double number(Gauge<?> gauge) {
    return gauge.getValue() instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
