package dev.millrace.inference.domain.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class QuotaTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;

  @Test
  void spreadsTheTokensOfAMinute() {
    Quota quota = new Quota(new QuotaLimits(6_000, 1_000_000), 0);
    Reservation call = new Reservation(100, 100);

    int atOnce = 0;
    while (quota.waitFor(call, 0) == 0) {
      quota.take(call, 0);
      atOnce++;
    }

    assertThat(atOnce).as("five seconds of it").isEqualTo(5);
    assertThat(quota.waitFor(call, 0)).isEqualTo(SECOND);
    assertThat(quota.waitFor(call, SECOND)).isZero();
  }

  @Test
  void holdsBackTheBoundWhileTheCallIsUnderWay() {
    Quota quota = new Quota(new QuotaLimits(60_000, 1_000_000), 0);
    Reservation call = new Reservation(50_000, 10);

    quota.take(call, 0);
    assertThat(quota.waitFor(call, 0)).isEqualTo(40 * SECOND);

    quota.settle(call, 10, 0);
    assertThat(quota.waitFor(call, 0)).isZero();
  }

  @Test
  void chargesWhatWasNotExpected() {
    Quota quota = new Quota(new QuotaLimits(6_000, 1_000_000), 0);
    Reservation call = new Reservation(500, 100);

    quota.take(call, 0);
    quota.settle(call, 1_100, 0);

    assertThat(quota.waitFor(call, 0)).as("700 are missing").isEqualTo(7 * SECOND);
  }

  @Test
  void sparesWhatLeavesHalfOfWhatMayBeSpentAtOnce() {
    Quota quota = new Quota(new QuotaLimits(6_000, 1_000_000), 0);
    Reservation call = new Reservation(100, 100);

    int spared = 0;
    while (quota.spares(call, 0)) {
      quota.take(call, 0);
      spared++;
    }

    assertThat(spared).as("250 of 500 tokens").isEqualTo(2);
    assertThat(quota.spares(call, SECOND / 2)).as("50 are back").isTrue();
  }

  @Test
  void sparesWhatIsLargerWhereNothingWasSpentLately() {
    Quota quota = new Quota(new QuotaLimits(6_000, 1_000_000), 0);
    Reservation large = new Reservation(400, 400);

    assertThat(quota.spares(large, 0)).isTrue();
    quota.take(new Reservation(1, 1), 0);
    assertThat(quota.spares(large, 0)).isFalse();
    assertThat(quota.spares(large, SECOND)).isTrue();
  }

  @Test
  void sparesByBoundsAndRequestsToo() {
    Quota ofTokens = new Quota(new QuotaLimits(6_000, 1_000_000), 0);
    ofTokens.take(new Reservation(100, 1), 0);
    assertThat(ofTokens.spares(new Reservation(2_900, 1), 0)).isTrue();
    assertThat(ofTokens.spares(new Reservation(2_901, 1), 0)).isFalse();

    Quota ofRequests = new Quota(new QuotaLimits(1_000_000, 60), 0);
    Reservation call = new Reservation(1, 1);
    ofRequests.take(call, 0);
    assertThat(ofRequests.spares(call, 0)).isTrue();
    ofRequests.take(call, 0);
    assertThat(ofRequests.spares(call, 0)).isFalse();
  }

  @Test
  void countsRequestsToo() {
    Quota quota = new Quota(new QuotaLimits(1_000_000, 60), 0);
    Reservation call = new Reservation(1, 1);
    for (int i = 0; i < 5; i++) {
      assertThat(quota.waitFor(call, 0)).isZero();
      quota.take(call, 0);
    }

    assertThat(quota.waitFor(call, 0)).isEqualTo(SECOND);
  }

  @Test
  void letsThroughWhatIsLargerThanAllOfItOnceNothingElseIs() {
    Quota quota = new Quota(new QuotaLimits(600, 1_000), 0);
    Reservation call = new Reservation(1_200, 1_200);

    assertThat(quota.waitFor(call, 0)).isZero();
    quota.take(call, 0);
    quota.settle(call, 1_200, 0);

    assertThat(quota.waitFor(call, 0)).isEqualTo(2 * MINUTE);
  }

  /** Calls of 600 tokens that reserve 1,500 and take 5 s: ten minutes of a full queue. */
  @Test
  void usesTheQuotaAndNeverMoreInAnyMinute() {
    long perMinute = 60_000;
    Quota quota = new Quota(new QuotaLimits(perMinute, 1_000_000), 0);
    Reservation call = new Reservation(1_500, 600);
    Deque<Long> ends = new ArrayDeque<>();
    Deque<Long> begins = new ArrayDeque<>();
    long total = 0;
    long mostOfAMinute = 0;
    for (long now = 0; now < 10 * MINUTE; now += SECOND / 100) {
      while (!ends.isEmpty() && ends.peek() <= now) {
        ends.remove();
        quota.settle(call, 600, now);
      }
      while (quota.waitFor(call, now) == 0) {
        quota.take(call, now);
        ends.add(now + 5 * SECOND);
        begins.add(now);
        total += 600;
      }
      while (begins.peek() <= now - MINUTE) {
        begins.remove();
      }
      mostOfAMinute = Math.max(mostOfAMinute, begins.size() * 600L);
    }

    assertThat(total).isBetween(perMinute * 10 * 98 / 100, perMinute * 10 * 101 / 100);
    assertThat(mostOfAMinute).isLessThanOrEqualTo(perMinute * (60 + 5) / 60 + 600);
  }

  @Test
  void doesNotBreakWhereTheClockIsSetBack() {
    Quota quota = new Quota(new QuotaLimits(6_000, 1_000), MINUTE);
    Reservation call = new Reservation(500, 500);

    quota.take(call, 0);

    assertThat(quota.waitFor(call, MINUTE)).isEqualTo(5 * SECOND);
  }

  @Test
  void isSharedByParts() {
    assertThat(new QuotaLimits(1_000, 3).share(4)).isEqualTo(new QuotaLimits(250, 1));
    assertThat(new QuotaLimits(3, 1_000).share(4)).isEqualTo(new QuotaLimits(1, 250));
  }

  @Test
  void tellsWhatPartOfAMinuteIsTakenOrReserved() {
    Quota quota = new Quota(new QuotaLimits(6_000, 1_000), 0);
    Reservation call = new Reservation(3_000, 10);
    assertThat(quota.used(0)).isZero();

    quota.take(call, 0);
    assertThat(quota.used(0)).isCloseTo(0.5, within(1e-9));
    assertThat(quota.used(15 * SECOND)).isCloseTo(0.25, within(1e-9));

    quota.take(new Reservation(6_000, 10), 15 * SECOND);
    assertThat(quota.used(15 * SECOND)).as("overdrawn").isCloseTo(1.25, within(1e-9));
    quota.settle(call, 0, 15 * SECOND);
    assertThat(quota.used(15 * SECOND)).isCloseTo(0.75, within(1e-9));
    assertThat(quota.used(MINUTE)).isCloseTo(0, within(1e-9));
  }

  @Test
  void refillsBeforeACallTakesSomething() {
    Quota quota = new Quota(new QuotaLimits(6_000, 1_000), 0);

    quota.take(new Reservation(3_000, 10), MINUTE);

    assertThat(quota.used(MINUTE))
        .as("what was full cannot be filled")
        .isCloseTo(0.5, within(1e-9));
  }

  @Test
  void mirrorsWhatACallTookInTheEnd() {
    Quota quota = new Quota(new QuotaLimits(6_000, 1_000), 0);
    Reservation call = new Reservation(3_000, 10);
    quota.take(call, 0);
    quota.settle(call, 1_500, 0);
    assertThat(quota.used(0)).isCloseTo(0.25, within(1e-9));

    quota.take(call, 0);
    quota.settle(call, 4_500, 0);
    assertThat(quota.used(0)).as("more than its bound").isCloseTo(1, within(1e-9));
  }

  @Test
  void givesBackNoMoreThanItHolds() {
    Quota quota = new Quota(new QuotaLimits(6_000, 1_000), 0);
    Reservation call = new Reservation(100, 100);
    quota.take(call, 0);

    quota.settle(call, 0, MINUTE);

    assertThat(quota.used(MINUTE)).isCloseTo(0, within(1e-9));
    assertThat(quota.waitFor(new Reservation(600, 600), MINUTE)).isZero();
  }

  @Test
  void refusesLimitsAndReservationsThatMakeNoSense() {
    assertThatThrownBy(() -> new QuotaLimits(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new QuotaLimits(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Reservation(1, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Reservation(1, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(new Reservation(0, 0).bound()).isZero();
  }
}
