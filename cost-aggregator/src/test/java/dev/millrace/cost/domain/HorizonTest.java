package dev.millrace.cost.domain;

import static dev.millrace.cost.domain.Fixtures.NOON;
import static dev.millrace.cost.domain.Fixtures.call;
import static dev.millrace.cost.domain.Fixtures.charge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.pricing.domain.CostWindow;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HorizonTest {

  private static final Horizon HORIZON = new Horizon(Duration.ofDays(10), Duration.ofDays(100));

  @Test
  void booksWhatIsNotOlderThanCopiesAreKnown() {
    Charge charge = charge(call(1, NOON.minusSeconds(1), Tokens.NONE));

    assertThat(HORIZON.isTooLate(charge, at(Duration.ofDays(10)))).isFalse();
    assertThat(HORIZON.isTooLate(charge, at(Duration.ofDays(10).plusMillis(1)))).isTrue();
  }

  @Test
  void waitsForCallsAsLongAsTheyMayTake() {
    Charge week = charge(call(1, NOON.minus(Duration.ofDays(7)), Tokens.NONE));
    Charge longer = charge(call(1, NOON.minus(Duration.ofDays(8)), Tokens.NONE));

    assertThat(HORIZON.isTooLate(week, at(Duration.ofDays(10)))).isFalse();
    assertThat(HORIZON.isTooLate(longer, at(Duration.ofDays(10)))).isTrue();
  }

  @Test
  void forgetsNoWindowToWhichSomethingMayCome() {
    WindowKey minute = new WindowKey(Fixtures.SERIES, CostWindow.MINUTE, NOON.toEpochMilli());
    WindowKey day = minute.in(CostWindow.DAY);
    Duration all = Duration.ofDays(17).plusMinutes(1);

    assertThat(HORIZON.isOver(minute, at(all))).isFalse();
    assertThat(HORIZON.isOver(minute, at(all.plusMillis(1)))).isTrue();
    assertThat(HORIZON.isOver(day, at(Duration.ofDays(100)))).isFalse();
    assertThat(HORIZON.isOver(day, at(Duration.ofDays(101)))).isTrue();
  }

  @Test
  void keepsDaysLongerThanRecords() {
    assertThatThrownBy(() -> new Horizon(Duration.ofDays(10), Duration.ofDays(16)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a week more");
    assertThatThrownBy(() -> new Horizon(Duration.ofHours(1), Duration.ofDays(16)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isADayAndAWeekMoreAtLeast() {
    Horizon least = new Horizon(Duration.ofDays(1), Duration.ofDays(8));

    assertThat(least.isTooLate(charge(call(1, NOON, Tokens.NONE)), at(Duration.ofDays(1))))
        .isFalse();
    assertThatThrownBy(() -> new Horizon(Duration.ofDays(1).minusMillis(1), Duration.ofDays(8)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Horizon(Duration.ofDays(1), Duration.ofDays(8).minusMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static long at(Duration behind) {
    Instant later = NOON.plus(behind);
    return later.toEpochMilli();
  }
}
