package dev.millrace.cost.budgets.domain;

import dev.millrace.record.Severity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Looks for hours that are not like those of other days.
 *
 * @param hours spending by hour
 * @param firstHour before which nothing is known
 * @param limit of the budget
 */
record HourWatch(Buckets hours, OptionalLong firstHour, BigDecimal limit) {

  static final String RULE = "anomaly";

  private static final int DAY = 24;

  /** Judges an hour that is over; later ones are judged after it. */
  void judge(long hour, Map<String, OpenAlert> open, List<Notice> notices) {
    BigDecimal spent = hours.get(hour);
    Optional<Anomaly> anomaly = Anomaly.find(spent, before(hour), limit);
    OpenAlert alert = open.get(RULE);
    if (anomaly.isPresent() && alert == null) {
      OpenAlert opened =
          new OpenAlert(
              Severity.WARNING, hours.start(hour), Optional.empty(), anomaly.get().usual());
      open.put(RULE, opened);
      notices.add(Account.opening(RULE, opened, spent));
    } else if (anomaly.isEmpty() && alert != null) {
      open.remove(RULE);
      notices.add(Account.closing(RULE, alert, hours.start(hour), spent));
    }
  }

  private List<BigDecimal> before(long hour) {
    List<BigDecimal> before = new ArrayList<>();
    for (int day = 1; day <= Anomaly.DAYS; day++) {
      long same = hour - (long) day * DAY;
      if (same >= firstHour.orElse(Long.MAX_VALUE)) {
        before.add(hours.get(same));
      }
    }
    return before;
  }
}
