package dev.millrace.publisher.domain.alarms;

import dev.millrace.publisher.domain.Reading;
import dev.millrace.publisher.domain.Reading.Manner;
import dev.millrace.publisher.domain.Sample;
import dev.millrace.publisher.domain.Series;
import dev.millrace.schemas.metrics.Alarm;
import dev.millrace.schemas.metrics.Dimension;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values of a counter, of which the sum of the alarm's period counts, to the second.
 *
 * <p><i>Shape</i>: of a window that is told again, the difference counts; what is told of a window
 * later than {@link #LATE} after its end is no news.
 */
final class Sums implements Values {

  /** A price or a label may change windows of last week: nobody is woken for these. */
  static final Duration LATE = Duration.ofHours(1);

  /** Windows with values that are remembered; beyond that the oldest are forgotten. */
  private static final int MOST_WINDOWS = 10_000;

  private static final int MOST_NAMED = 3;

  private final Alarm alarm;
  private final Instant begun;
  private final NavigableMap<Instant, Map<Series, Double>> seconds = new TreeMap<>();

  private final Map<String, Double> windows =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Double> eldest) {
          return size() > MOST_WINDOWS;
        }
      };

  /** None so far. */
  Sums(Alarm alarm, Instant begun) {
    this.alarm = alarm;
    this.begun = begun;
  }

  @Override
  public void take(Reading reading, Instant knownAt) {
    BigDecimal figure = reading.figures().get(alarm.metric());
    if (figure == null || reading.end().isBefore(knownAt.minus(LATE))) {
      return;
    }
    double more = more(reading, figure.doubleValue());
    if (more > 0) {
      add(Series.of(alarm.metric(), reading.labels()), knownAt, more);
    }
  }

  @Override
  public void take(Sample sample) {
    add(sample.series(), sample.at(), sample.value().doubleValue());
  }

  @Override
  public void await(String subject) {
    // What nobody counts is none: there is nothing to wait for.
  }

  @Override
  public void awaitNoMore(String subject) {
    // Nobody waits.
  }

  @Override
  public boolean awaits(String subject) {
    return false;
  }

  @Override
  public List<Ringing> ringing(Instant at) {
    Map<SortedMap<Dimension, String>, Map<Series, Double>> groups = new HashMap<>();
    seconds
        .subMap(at.minus(alarm.period()), /* fromInclusive= */ false, at, /* toInclusive= */ true)
        .values()
        .forEach(
            second ->
                second.forEach(
                    (series, value) ->
                        groups
                            .computeIfAbsent(apart(series), any -> new HashMap<>())
                            .merge(series, value, Double::sum)));
    return switch (alarm.comparison()) {
      case AT_LEAST -> reached(groups);
      case BELOW -> missed(groups, at);
    };
  }

  @Override
  public void forgetBefore(Instant moment) {
    seconds.headMap(moment.minus(alarm.period())).clear();
  }

  private List<Ringing> reached(Map<SortedMap<Dimension, String>, Map<Series, Double>> groups) {
    List<Ringing> ringing = new ArrayList<>();
    groups.forEach(
        (labels, those) -> {
          double sum = sum(those);
          if (sum >= alarm.threshold()) {
            ringing.add(
                new Ringing(
                    labels,
                    sum,
                    AlarmText.number(sum) + " in " + AlarmText.period(alarm) + largest(those)));
          }
        });
    return ringing;
  }

  /** All together: what nobody counted has no labels. */
  private List<Ringing> missed(
      Map<SortedMap<Dimension, String>, Map<Series, Double>> groups, Instant at) {
    double sum = groups.values().stream().mapToDouble(Sums::sum).sum();
    boolean isWhole = !at.isBefore(begun.plus(alarm.period()));
    return isWhole && sum < alarm.threshold()
        ? List.of(
            new Ringing(
                new TreeMap<>(), sum, AlarmText.number(sum) + " in " + AlarmText.period(alarm)))
        : List.of();
  }

  private double more(Reading reading, double value) {
    if (reading.manner() == Manner.ADDS) {
      return value;
    }
    @Nullable Double before = windows.get(reading.window());
    if (before != null || value != 0) {
      windows.put(reading.window(), value);
    }
    return value - (before == null ? 0 : before);
  }

  private void add(Series series, Instant at, double value) {
    seconds
        .computeIfAbsent(at.truncatedTo(ChronoUnit.SECONDS), any -> new HashMap<>())
        .merge(series, value, Double::sum);
  }

  private SortedMap<Dimension, String> apart(Series series) {
    Map<Dimension, String> labels = new EnumMap<>(Dimension.class);
    labels.putAll(series.labels());
    labels.keySet().retainAll(alarm.by());
    return new TreeMap<>(labels);
  }

  private static double sum(Map<Series, Double> values) {
    return values.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Where most of it comes from, where there is more to say than the alert's own labels. */
  private String largest(Map<Series, Double> values) {
    if (alarm.metric().dimensions().size() == alarm.by().size()) {
      return "";
    }
    return values.entrySet().stream()
        .sorted(
            Map.Entry.<Series, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(one -> one.getKey().labels().toString()))
        .limit(MOST_NAMED)
        .map(
            one ->
                String.join("/", one.getKey().labels().values())
                    + " ("
                    + AlarmText.number(one.getValue())
                    + ")")
        .collect(Collectors.joining(", ", ", most of it ", ""));
  }
}
