package dev.millrace.publisher.domain.alarms;

import dev.millrace.publisher.domain.Reading;
import dev.millrace.publisher.domain.Sample;
import dev.millrace.publisher.domain.Series;
import dev.millrace.schemas.metrics.Alarm;
import dev.millrace.schemas.metrics.Dimension;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Values of a gauge, of which each series' newest counts, until it is too old to say anything.
 *
 * <p><i>Shape</i>: of a window, it is the largest figure (several may be held against a target),
 * and it counts for three lengths of the window, at least an hour: windows come as they close, with
 * pauses where nothing happens. A later revision of an earlier window is no news.
 */
final class Standings implements Values {

  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final int LENGTHS = 3;
  private static final String NO_WINDOW = "";

  private final Alarm alarm;
  private final Map<Series, Standing> newest = new HashMap<>();

  /** Of whom an earlier life told an alert, and this one knows nothing yet. */
  private final Set<String> awaited = new HashSet<>();

  /**
   * How a series stands.
   *
   * @param end of the windows that say so
   * @param figures by window
   * @param until when they say nothing any more
   */
  private record Standing(
      Instant end, Map<String, Double> figures, Instant knownAt, Instant until) {

    Standing {
      figures = Map.copyOf(figures);
    }

    boolean countsAt(Instant moment) {
      return !knownAt.isAfter(moment) && moment.isBefore(until);
    }

    double largest() {
      return Collections.max(figures.values());
    }
  }

  /** None so far. */
  Standings(Alarm alarm) {
    this.alarm = alarm;
  }

  @Override
  public void take(Reading reading, Instant knownAt) {
    BigDecimal figure = reading.figures().get(alarm.metric());
    if (figure == null) {
      return;
    }
    Series series = Series.of(alarm.metric(), reading.labels());
    heard(series);
    Duration lengths = Duration.between(reading.start(), reading.end()).multipliedBy(LENGTHS);
    take(
        series,
        new Standing(
            reading.end(),
            Map.of(reading.window(), figure.doubleValue()),
            knownAt,
            knownAt.plus(lengths.compareTo(SHORTEST) < 0 ? SHORTEST : lengths)));
  }

  @Override
  public void take(Sample sample) {
    heard(sample.series());
    take(
        sample.series(),
        new Standing(
            sample.at(),
            Map.of(NO_WINDOW, sample.value().doubleValue()),
            sample.at(),
            sample.at().plus(alarm.period())));
  }

  @Override
  public void await(String subject) {
    awaited.add(subject);
  }

  @Override
  public void awaitNoMore(String subject) {
    awaited.remove(subject);
  }

  @Override
  public boolean awaits(String subject) {
    return awaited.contains(subject);
  }

  @Override
  public List<Ringing> ringing(Instant at) {
    List<Ringing> ringing = new ArrayList<>();
    newest.forEach(
        (series, standing) -> {
          if (standing.countsAt(at) && isBad(standing.largest())) {
            ringing.add(
                new Ringing(
                    apart(series),
                    standing.largest(),
                    AlarmText.number(standing.largest()) + AlarmText.unit(alarm)));
          }
        });
    return ringing;
  }

  @Override
  public void forgetBefore(Instant moment) {
    newest.values().removeIf(standing -> standing.until().isBefore(moment));
  }

  /** How much is remembered: series that say something, and subjects that are awaited. */
  int size() {
    return newest.size() + awaited.size();
  }

  private void heard(Series series) {
    if (!awaited.isEmpty()) {
      awaited.remove(new Ringing(apart(series), 0, "").subject());
    }
  }

  private SortedMap<Dimension, String> apart(Series series) {
    Map<Dimension, String> labels = new EnumMap<>(Dimension.class);
    labels.putAll(series.labels());
    labels.keySet().retainAll(alarm.by());
    return new TreeMap<>(labels);
  }

  private void take(Series series, Standing next) {
    newest.merge(series, next, Standings::joined);
  }

  private static Standing joined(Standing before, Standing next) {
    if (!next.end().equals(before.end())) {
      return next.end().isAfter(before.end()) ? next : before;
    }
    Map<String, Double> figures = new HashMap<>(before.figures());
    figures.putAll(next.figures());
    return new Standing(next.end(), figures, next.knownAt(), next.until());
  }

  private boolean isBad(double value) {
    return switch (alarm.comparison()) {
      case AT_LEAST -> value >= alarm.threshold();
      case BELOW -> value < alarm.threshold();
    };
  }
}
