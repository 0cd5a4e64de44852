package dev.millrace.publisher.domain.alarms;

import dev.millrace.publisher.domain.Reading;
import dev.millrace.publisher.domain.Sample;
import dev.millrace.schemas.metrics.Alarm;
import dev.millrace.schemas.metrics.Kind;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** One alarm of the catalogue, and what is known of its metric. */
final class AlarmWatch {

  private final Alarm alarm;
  private final Values values;

  /** When a value was last told, or when one could have been. */
  private Instant heardAt;

  /**
   * Nothing is known.
   *
   * @param begun from when on values can be known: what is missing before is nobody's silence
   */
  AlarmWatch(Alarm alarm, Instant begun) {
    this.alarm = alarm;
    this.values =
        alarm.metric().kind() == Kind.COUNTER ? new Sums(alarm, begun) : new Standings(alarm);
    this.heardAt = begun;
  }

  Alarm alarm() {
    return alarm;
  }

  void take(Reading reading, Instant knownAt) {
    if (reading.figures().containsKey(alarm.metric())) {
      hear(knownAt);
      values.take(reading, knownAt);
    }
  }

  void take(Sample sample) {
    if (sample.series().metric() == alarm.metric()) {
      hear(sample.at());
      values.take(sample);
    }
  }

  List<Ringing> ringing(Instant at) {
    return isMute(at)
        ? List.of(new Ringing(new TreeMap<>(), 0, AlarmText.silent(alarm)))
        : values.ringing(at);
  }

  /** Whether nobody has told values for a period, of what has to be told. */
  boolean isMute(Instant at) {
    return switch (alarm.silence()) {
      case GOOD -> false;
      case BAD -> !at.isBefore(heardAt.plus(alarm.period()));
    };
  }

  /** An earlier life has told of what alerts call so: this one waits to hear of it. */
  void await(String subject) {
    values.await(subject);
  }

  /** It was told since that it is over. */
  void awaitNoMore(String subject) {
    values.awaitNoMore(subject);
  }

  /** Whether this life has heard nothing yet of what it waits for. */
  boolean awaits(String subject) {
    return values.awaits(subject);
  }

  void forgetBefore(Instant moment) {
    values.forgetBefore(moment);
  }

  private void hear(Instant at) {
    heardAt = at.isAfter(heardAt) ? at : heardAt;
  }
}
