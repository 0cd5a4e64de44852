package dev.millrace.schemas.spec;

import dev.millrace.record.BudgetPeriod;
import dev.millrace.record.PeriodUnit;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds that windows of the calendar come in. */
final class Periods {

  /** Hours divide a day, so that each day begins with a window. */
  private static final Pattern WINDOW =
      Pattern.compile("(1|2|3|4|6|8|12)(h)|([1-9]|[12]\\d|3[01])(d)|(1)(mo)");

  private static final int HOURS = 1;
  private static final int DAYS = 3;

  private static final String UTC = "UTC";

  private Periods() {}

  /** A window in UTC. */
  static Kind<BudgetPeriod> window() {
    String shape = "a window of 1h, 2h, 3h, 4h, 6h, 8h, 12h, 1d to 31d, or 1mo";
    return Kinds.of(
        shape,
        value -> {
          String text = value.text(shape);
          if (text == null) {
            return null;
          }
          Matcher matcher = WINDOW.matcher(text);
          if (!matcher.matches()) {
            return value.isNot(shape);
          }
          if (matcher.group(HOURS) != null) {
            return period(PeriodUnit.HOUR, matcher.group(HOURS));
          }
          return matcher.group(DAYS) != null
              ? period(PeriodUnit.DAY, matcher.group(DAYS))
              : period(PeriodUnit.MONTH, "1");
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

  private static BudgetPeriod period(PeriodUnit unit, String count) {
    return new BudgetPeriod(unit, Integer.parseInt(count), UTC);
  }
}
