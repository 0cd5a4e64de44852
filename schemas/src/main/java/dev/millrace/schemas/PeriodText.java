package dev.millrace.schemas;

import dev.millrace.record.BudgetPeriod;
import dev.millrace.record.PeriodUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How windows of budgets are written: {@code 6h}, {@code 1d}, {@code 1mo}. */
public final class PeriodText {

  /** For messages. */
  public static final String SHAPE = "a window of 1h, 2h, 3h, 4h, 6h, 8h, 12h, 1d to 31d, or 1mo";

  /** Hours divide a day, so that each day begins with a window. */
  private static final Pattern WINDOW =
      Pattern.compile("(1|2|3|4|6|8|12)(h)|([1-9]|[12]\\d|3[01])(d)|(1)(mo)");

  private static final int HOURS = 1;
  private static final int DAYS = 3;

  private PeriodText() {}

  /** Reads one; nothing where it is none. */
  public static Optional<BudgetPeriod> read(String text, String zone) {
    Matcher matcher = WINDOW.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String hours = matcher.group(HOURS);
    String days = matcher.group(DAYS);
    if (hours != null) {
      return Optional.of(new BudgetPeriod(PeriodUnit.HOUR, Integer.parseInt(hours), zone));
    }
    return Optional.of(
        days != null
            ? new BudgetPeriod(PeriodUnit.DAY, Integer.parseInt(days), zone)
            : new BudgetPeriod(PeriodUnit.MONTH, 1, zone));
  }
}
