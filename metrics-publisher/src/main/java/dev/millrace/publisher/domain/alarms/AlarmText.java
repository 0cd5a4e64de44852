package dev.millrace.publisher.domain.alarms;

import dev.millrace.schemas.metrics.Alarm;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** What alerts of alarms say to people; no content of events. */
final class AlarmText {

  private static final int DIGITS = 3;

  private AlarmText() {}

  /** What rings. */
  static String of(Alarm alarm, Ringing ringing) {
    String whose = ringing.whose();
    return alarm.title()
        + (whose.isEmpty() ? "" : " (" + whose + ")")
        + ": "
        + alarm.metric().key()
        + " is "
        + ringing.sentence()
        + "; it rings "
        + (switch (alarm.comparison()) {
          case AT_LEAST -> "from ";
          case BELOW -> "below ";
        })
        + number(alarm.threshold())
        + (switch (alarm.comparison()) {
          case AT_LEAST -> " on";
          case BELOW -> "";
        });
  }

  /** What rings because there are no values. */
  static String silent(Alarm alarm) {
    return "unknown, nobody has told it for " + period(alarm);
  }

  static String period(Alarm alarm) {
    return time(alarm.period());
  }

  /** Whole minutes, or seconds where it is shorter. */
  static String time(Duration time) {
    return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }

  static String unit(Alarm alarm) {
    return switch (alarm.metric().unit()) {
      case COUNT, RATIO -> "";
      case DOLLARS, TOKENS, SECONDS, BYTES ->
          " " + alarm.metric().unit().name().toLowerCase(Locale.ROOT);
    };
  }

  static String number(double value) {
    return BigDecimal.valueOf(value)
        .setScale(DIGITS, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }
}
