package dev.millrace.platform.telemetry;

import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Kind;
import dev.millrace.schemas.metrics.Metric;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is measured in this process, by everybody in it; told to whoever asks, in the words of
 * Prometheus.
 *
 * <p><i>Shape</i>: a meter is one of the catalogue ({@link Metric}) with values of its dimensions.
 *
 * <p><i>Threads</i>: may be used by many.
 *
 * <p><i>Failure</i>: series beyond {@value #MOST_SERIES} are left out and counted, because memory
 * has an end where names have none.
 */
public final class Meters {

  /** The media type of {@link #prometheus()}. */
  public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Logger LOG = LoggerFactory.getLogger(Meters.class);
  private static final int MOST_SERIES = 20_000;

  /** Flink makes its reporters by itself: there is no other way to hand this to one. */
  private static final Meters PROCESS = new Meters();

  private final Map<Metric, Map<SortedMap<Dimension, String>, DoubleSupplier>> series =
      new EnumMap<>(Metric.class);

  private final LongAdder leftOut = new LongAdder();

  /** Nothing is measured yet. */
  public Meters() {
    for (Metric metric : Metric.values()) {
      series.put(metric, new ConcurrentHashMap<>());
    }
  }

  /** Those of this process. */
  public static Meters ofProcess() {
    return PROCESS;
  }

  /** Adds to a counter. */
  public void add(Metric metric, Map<Dimension, String> labels, double more) {
    if (metric.kind() != Kind.COUNTER) {
      throw new IllegalArgumentException(metric + " is no counter: its values do not add up");
    }
    DoubleSupplier meter = meter(metric, labels, new Sum());
    if (meter instanceof Sum sum) {
      sum.value.add(more);
    }
  }

  /** Says how something stands. */
  public void set(Metric metric, Map<Dimension, String> labels, double value) {
    gauge(metric, labels, () -> value);
  }

  /** Asks how something stands whenever somebody wants to know; in place of who said so before. */
  public void gauge(Metric metric, Map<Dimension, String> labels, DoubleSupplier standing) {
    SortedMap<Dimension, String> key = key(metric, labels);
    Map<SortedMap<Dimension, String>, DoubleSupplier> those = of(metric);
    if (those.containsKey(key) || hasRoom()) {
      those.put(key, standing);
    } else {
      leftOut.increment();
    }
  }

  /** Nobody knows any more how it stands. */
  public void remove(Metric metric, Map<Dimension, String> labels) {
    of(metric).remove(key(metric, labels));
  }

  /** The same, unless somebody else has come to say it. */
  public void removeIf(
      Metric metric, Map<Dimension, String> labels, Predicate<DoubleSupplier> isThat) {
    of(metric)
        .computeIfPresent(key(metric, labels), (any, known) -> isThat.test(known) ? null : known);
  }

  /** Series that were left out. */
  public long leftOut() {
    return leftOut.sum();
  }

  /**
   * All of it.
   *
   * <p><i>Source</i>: Prometheus, "Exposition formats", text format 0.0.4.
   */
  public String prometheus() {
    return prometheus((metric, labels) -> true);
  }

  /** Of the series that may be shown. */
  public String prometheus(BiPredicate<Metric, Map<Dimension, String>> isShown) {
    StringBuilder text = new StringBuilder();
    series.forEach(
        (metric, those) -> {
          Map<SortedMap<Dimension, String>, DoubleSupplier> shown = new LinkedHashMap<>(those);
          shown.keySet().removeIf(labels -> !isShown.test(metric, labels));
          if (!shown.isEmpty()) {
            append(text, metric, shown);
          }
        });
    return text.toString();
  }

  private static void append(
      StringBuilder text, Metric metric, Map<SortedMap<Dimension, String>, DoubleSupplier> those) {
    String name = metric.prometheusName();
    text.append("# HELP ").append(name).append(' ').append(metric.meaning()).append('\n');
    text.append("# TYPE ").append(name).append(' ');
    text.append(metric.kind() == Kind.COUNTER ? "counter" : "gauge").append('\n');
    those.forEach(
        (labels, meter) -> {
          double value = asked(metric, meter);
          if (!Double.isNaN(value)) {
            text.append(name).append(text(labels)).append(' ').append(value).append('\n');
          }
        });
  }

  /** One that cannot say how it stands is none of the others' business. */
  private static double asked(Metric metric, DoubleSupplier meter) {
    try {
      return meter.getAsDouble();
    } catch (RuntimeException e) {
      LOG.debug("a gauge of {} does not say how it stands", metric.key(), e);
      return Double.NaN;
    }
  }

  private static String text(SortedMap<Dimension, String> labels) {
    return labels.isEmpty()
        ? ""
        : labels.entrySet().stream()
            .map(label -> label.getKey().label() + "=\"" + escaped(label.getValue()) + "\"")
            .collect(Collectors.joining(",", "{", "}"));
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private DoubleSupplier meter(Metric metric, Map<Dimension, String> labels, Sum fresh) {
    SortedMap<Dimension, String> key = key(metric, labels);
    DoubleSupplier known = of(metric).get(key);
    if (known != null) {
      return known;
    }
    if (!hasRoom()) {
      leftOut.increment();
      return fresh;
    }
    DoubleSupplier first = of(metric).putIfAbsent(key, fresh);
    return first == null ? fresh : first;
  }

  private boolean hasRoom() {
    return series.values().stream().mapToInt(Map::size).sum() < MOST_SERIES;
  }

  private Map<SortedMap<Dimension, String>, DoubleSupplier> of(Metric metric) {
    Map<SortedMap<Dimension, String>, DoubleSupplier> those = series.get(metric);
    if (those == null) {
      throw new AssertionError(metric);
    }
    return those;
  }

  private static SortedMap<Dimension, String> key(Metric metric, Map<Dimension, String> labels) {
    if (!metric.dimensions().containsAll(labels.keySet())) {
      throw new IllegalArgumentException(
          metric + " is split by " + metric.dimensions() + ", got " + labels.keySet());
    }
    return new TreeMap<>(labels);
  }

  private static final class Sum implements DoubleSupplier {

    private final DoubleAdder value = new DoubleAdder();

    @Override
    public double getAsDouble() {
      return value.sum();
    }
  }
}
