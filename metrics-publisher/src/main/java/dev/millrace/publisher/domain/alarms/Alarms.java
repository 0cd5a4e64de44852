package dev.millrace.publisher.domain.alarms;

import dev.millrace.publisher.domain.Reading;
import dev.millrace.publisher.domain.Sample;
import dev.millrace.record.Alert;
import dev.millrace.record.AlertState;
import dev.millrace.record.Figure;
import dev.millrace.schemas.metrics.Alarm;
import dev.millrace.schemas.metrics.Dimension;
import dev.millrace.schemas.metrics.Metric;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which alarms of the catalogue ring, for whom, and what is to be told of it.
 *
 * <p><i>Shape</i>: an alert opens at the first moment that its alarm rings, and closes once it has
 * not rung for a whole period of it: what goes up and down around a threshold is told of once. One
 * that stays open is told of again, under the same id, every {@link #REMINDER}, because the topic
 * of alerts forgets what is older than a month.
 *
 * <p><i>Failure</i>: restored from what was told, and given the last {@link #LOOK_BACK} of the
 * records anew, it goes on: what is open is not opened again, and what an earlier window opened
 * stays open until another one of it comes, a day at most. An alert closes by values: where nobody
 * tells any that have to be told, none of that alarm does.
 *
 * <p><i>Threads</i>: for one.
 */
public final class Alarms {

  /** Of records: longer than any period, and than late news is news. */
  public static final Duration LOOK_BACK = Duration.ofHours(1);

  /** Windows may be longer than {@link #LOOK_BACK}: an earlier life's alert waits for the next. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private static final Duration REMINDER = Duration.ofDays(7);
  private static final int SCALE = 12;

  /** cost-aggregator tells of budgets by itself, with more rules than this one. */
  private static final Set<Alarm> TOLD_ELSEWHERE = EnumSet.of(Alarm.BUDGET);

  /** Told once for each window, or not before one: another life may not know yet. */
  private static final Set<Alarm> OF_WINDOWS =
      EnumSet.of(Alarm.DRIFT, Alarm.QUALITY, Alarm.STALLED_WINDOWS);

  /** What brokers are asked, whatever has been read. */
  private static final Set<Alarm> BY_INQUIRY =
      EnumSet.of(Alarm.CONSUMER_LAG, Alarm.PUBLISHER_SILENT);

  private final List<AlarmWatch> watches;
  private final Map<String, Open> open = new HashMap<>();
  private final Instant begun;

  /**
   * An alert that is open.
   *
   * @param rungAt when its alarm last rang for it
   * @param toldAt when it was last told of
   */
  private record Open(Alert alert, Duration period, Instant rungAt, Instant toldAt) {

    Open rung(Instant at) {
      return at.isAfter(rungAt) ? new Open(alert, period, at, toldAt) : this;
    }

    boolean isCalm(Instant now) {
      return !now.isBefore(rungAt.plus(period));
    }

    boolean isForgotten(Instant now) {
      return !now.isBefore(toldAt.plus(REMINDER));
    }
  }

  /** Nothing rings. */
  public Alarms(Instant begun) {
    this.begun = begun;
    this.watches =
        EnumSet.complementOf(EnumSet.copyOf(TOLD_ELSEWHERE)).stream()
            .map(alarm -> new AlarmWatch(alarm, begun))
            .toList();
  }

  /**
   * An alert as it was told of last; of other rules than alarms, nothing follows.
   *
   * @param toldAt when
   */
  public void restore(Alert alert, Instant toldAt) {
    Alarm.of(alert.getRule())
        .filter(alarm -> !TOLD_ELSEWHERE.contains(alarm))
        .ifPresent(
            alarm -> {
              String key = key(alarm, alert.getSubject());
              if (alert.getState() == AlertState.OPEN) {
                open.put(key, new Open(alert, alarm.period(), begun, toldAt));
                watching(alarm).forEach(watch -> watch.await(alert.getSubject()));
              } else {
                open.remove(key);
                watching(alarm).forEach(watch -> watch.awaitNoMore(alert.getSubject()));
              }
            });
  }

  private List<AlarmWatch> watching(Alarm alarm) {
    return watches.stream().filter(watch -> watch.alarm() == alarm).toList();
  }

  /** What a record says, and when it was written. */
  public void take(Reading reading, Instant knownAt) {
    watches.forEach(watch -> watch.take(reading, knownAt));
  }

  /** How something stood at a moment. */
  public void take(Sample sample) {
    watches.forEach(watch -> watch.take(sample));
  }

  /** Alerts that open by what was known at a moment, which may be past. */
  public List<Alert> opened(Instant at) {
    return opened(watches, at);
  }

  /** Alerts that open by what brokers were asked, while records may wait to be read. */
  public List<Alert> openedByInquiry(Instant now) {
    return opened(
        watches.stream().filter(watch -> BY_INQUIRY.contains(watch.alarm())).toList(), now);
  }

  private List<Alert> opened(List<AlarmWatch> those, Instant at) {
    List<Alert> opened = new ArrayList<>();
    for (AlarmWatch watch : those) {
      for (Ringing ringing : watch.ringing(at)) {
        String key = key(watch.alarm(), ringing.subject());
        Open known = open.get(key);
        if (known == null) {
          Alert alert = alert(watch.alarm(), ringing, at);
          open.put(key, new Open(alert, watch.alarm().period(), at, at));
          opened.add(alert);
        } else {
          open.put(key, known.rung(at));
        }
      }
    }
    return opened;
  }

  /** Alerts that open, close, or have to be told of again, now that all is known up to now. */
  public List<Alert> changed(Instant now) {
    List<Alert> changed = new ArrayList<>(opened(now));
    for (Map.Entry<String, Open> one : Map.copyOf(open).entrySet()) {
      Open known = one.getValue();
      if (known.isCalm(now) && !isUnknown(known.alert(), now)) {
        open.remove(one.getKey());
        changed.add(closed(known.alert(), now));
      } else if (known.isForgotten(now)) {
        open.put(one.getKey(), new Open(known.alert(), known.period(), known.rungAt(), now));
        changed.add(known.alert());
      }
    }
    watches.forEach(watch -> watch.forgetBefore(now));
    return changed;
  }

  /** Whether nobody can say how that stands which an alert is of. */
  private boolean isUnknown(Alert alert, Instant now) {
    return watches.stream()
        .filter(watch -> watch.alarm().key().equals(alert.getRule()))
        .anyMatch(watch -> watch.isMute(now) || isAwaited(watch, alert, now));
  }

  /** Whether nothing is known yet of the window that an earlier life's alert is of. */
  private boolean isAwaited(AlarmWatch watch, Alert alert, Instant now) {
    return OF_WINDOWS.contains(watch.alarm())
        && now.isBefore(begun.plus(LONGEST_WAIT))
        && watch.awaits(alert.getSubject());
  }

  /** How many alerts are open. */
  public int open() {
    return open.size();
  }

  private static String key(Alarm alarm, String subject) {
    return alarm.key() + " " + subject;
  }

  private static Alert alert(Alarm alarm, Ringing ringing, Instant at) {
    return Alert.newBuilder()
        .setId(ringing.subject() + "/" + alarm.key() + "/" + at)
        .setKind(alarm.kind())
        .setSubject(ringing.subject())
        .setRule(alarm.key())
        .setSeverity(alarm.severity())
        .setState(AlertState.OPEN)
        .setPipeline(ringing.labels().get(Dimension.PIPELINE))
        .setOpenedAt(at)
        .setText(AlarmText.of(alarm, ringing))
        .setFigures(
            List.of(
                figure("value", ringing.value(), alarm.metric()),
                figure("threshold", alarm.threshold(), alarm.metric())))
        .build();
  }

  private static Alert closed(Alert alert, Instant now) {
    return Alert.newBuilder(alert)
        .setState(AlertState.CLOSED)
        .setClosedAt(now)
        .setText(
            "over after "
                + AlarmText.time(Duration.between(alert.getOpenedAt(), now))
                + ": "
                + alert.getText())
        .build();
  }

  private static Figure figure(String name, double value, Metric metric) {
    return new Figure(
        name,
        BigDecimal.valueOf(value).setScale(SCALE, RoundingMode.HALF_EVEN),
        metric.unit().code());
  }
}
