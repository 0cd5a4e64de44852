package dev.millrace.schemas.spec;

import dev.millrace.record.BudgetPeriod;
import dev.millrace.schemas.PeriodText;
import java.time.ZoneId;
import java.util.Optional;

/** The kinds that windows of the calendar come in. */
final class Periods {

  private static final String UTC = "UTC";

  private Periods() {}

  /** A window in UTC. */
  static Kind<BudgetPeriod> window() {
    return Kinds.of(
        PeriodText.SHAPE,
        value -> {
          String text = value.text(PeriodText.SHAPE);
          if (text == null) {
            return null;
          }
          Optional<BudgetPeriod> period = PeriodText.read(text, UTC);
          return period.isPresent() ? period.get() : value.isNot(PeriodText.SHAPE);
        });
  }

  /** A time zone by its name, which knows of summer time. */
  static Kind<String> zone() {
    String shape = "a time zone such as `UTC` or `Europe/Vienna`";
    return Kinds.of(
        shape,
        value -> {
          String text = value.text(shape);
          return text == null
                  || text.equals(UTC)
                  || (text.contains("/") && ZoneId.getAvailableZoneIds().contains(text))
              ? text
              : value.isNot(shape);
        });
  }
}
