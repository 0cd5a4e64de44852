package dev.millrace.cost.budgets.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Severity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HourWatchTest {

  private static final long HOUR = 490_000;
  private static final long DAY = 24;

  private final Buckets hours = new Buckets(Duration.ofHours(1));
  private final TreeMap<String, OpenAlert> open = new TreeMap<>();

  @Test
  void knowsWhatIsUsualWhenAWeekIsKnown() {
    spend(HOUR, "60");

    assertThat(judge(HOUR, HOUR - 7 * DAY + 1)).as("six days and most of a seventh").isEmpty();
    assertThat(judge(HOUR, HOUR - 7 * DAY)).hasSize(1);
  }

  @Test
  void saysNothingWhereNothingIsKnown() {
    spend(HOUR, "60");

    List<Notice> notices = new ArrayList<>();
    new HourWatch(hours, OptionalLong.empty(), new BigDecimal("100")).judge(HOUR, open, notices);

    assertThat(notices).isEmpty();
  }

  @Test
  void takesTheSameHourOfTwoWeeksForUsual() {
    for (int day = 1; day <= 7; day++) {
      spend(HOUR - day * DAY, "10");
      spend(HOUR - day * DAY - 1, "99");
    }
    spend(HOUR - 15 * DAY, "99");
    spend(HOUR, "60");

    assertThat(judge(HOUR, HOUR - 30 * DAY))
        .containsExactly(
            new Notice(
                "anomaly",
                Severity.WARNING,
                hours.start(HOUR),
                Optional.empty(),
                new BigDecimal("60"),
                new BigDecimal("5.0")));
  }

  @Test
  void tellsOfStrangeHoursInARowOnce() {
    spend(HOUR, "60");
    spend(HOUR + 1, "70");

    assertThat(judge(HOUR, HOUR - 7 * DAY)).hasSize(1);
    assertThat(judge(HOUR + 1, HOUR - 7 * DAY)).isEmpty();
    assertThat(judge(HOUR + 2, HOUR - 7 * DAY))
        .singleElement()
        .satisfies(notice -> assertThat(notice.closedAt()).contains(hours.start(HOUR + 2)));
    assertThat(open).isEmpty();
    assertThat(judge(HOUR + 3, HOUR - 7 * DAY)).isEmpty();
  }

  private void spend(long hour, String dollars) {
    hours.add(hour, new BigDecimal(dollars));
  }

  private List<Notice> judge(long hour, long firstHour) {
    List<Notice> notices = new ArrayList<>();
    new HourWatch(hours, OptionalLong.of(firstHour), new BigDecimal("100"))
        .judge(hour, open, notices);
    return notices;
  }
}
