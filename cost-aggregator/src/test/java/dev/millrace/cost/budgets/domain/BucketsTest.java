package dev.millrace.cost.budgets.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketsTest {

  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private final Buckets buckets = new Buckets(Duration.ofMinutes(5));

  @Test
  void holdTheirStartAndNotTheirEnd() {
    buckets.add(NOON, new BigDecimal("1"));
    buckets.add(NOON.plusSeconds(299), new BigDecimal("2"));
    buckets.add(NOON.plusSeconds(300), new BigDecimal("4"));

    assertThat(buckets.get(buckets.number(NOON))).isEqualByComparingTo("3");
    assertThat(buckets.start(buckets.number(NOON.plusSeconds(299)))).isEqualTo(NOON);
    assertThat(buckets.start(buckets.number(NOON.minusSeconds(1))))
        .isEqualTo(NOON.minusSeconds(300));
  }

  @Test
  void areNumberedBackwardsBeforeTheEpoch() {
    assertThat(buckets.number(Instant.EPOCH)).isZero();
    assertThat(buckets.number(Instant.EPOCH.minusSeconds(1))).isEqualTo(-1);
  }

  @Test
  void endWithTheOneInWhichATimeEnds() {
    for (int minute = 0; minute < 30; minute += 5) {
      buckets.add(NOON.plus(Duration.ofMinutes(minute)), BigDecimal.ONE);
    }

    assertThat(buckets.last(QUARTER, NOON.plus(Duration.ofMinutes(15)))).isEqualByComparingTo("3");
    assertThat(buckets.last(QUARTER, NOON.plus(Duration.ofMinutes(11)))).isEqualByComparingTo("3");
    assertThat(buckets.last(QUARTER, NOON.plus(Duration.ofMinutes(10)))).isEqualByComparingTo("2");
    assertThat(buckets.last(Duration.ofMinutes(1), NOON.plus(Duration.ofMinutes(10))))
        .as("never less than one")
        .isEqualByComparingTo("1");
  }

  @Test
  void sayHowMuchOfATimeHasPassed() {
    assertThat(buckets.elapsed(QUARTER, NOON.plus(Duration.ofMinutes(15)))).isEqualTo(QUARTER);
    assertThat(buckets.elapsed(QUARTER, NOON.plus(Duration.ofMinutes(16))))
        .as("the newest bucket has just begun")
        .isEqualTo(Duration.ofMinutes(11));
  }

  @Test
  void forgetWhatIsBeforeATimeAndNotWhatItLiesIn() {
    buckets.add(NOON.minusSeconds(1), BigDecimal.ONE);
    buckets.add(NOON, BigDecimal.ONE);

    buckets.forgetBefore(NOON.plusSeconds(299));

    assertThat(buckets.sums()).containsOnlyKeys(buckets.number(NOON));
  }

  @Test
  void areNotThereWhereACorrectionTakesAllBack() {
    buckets.add(NOON, new BigDecimal("0.10"));
    buckets.add(NOON, new BigDecimal("-0.1"));

    assertThat(buckets.sums()).isEmpty();
    assertThat(buckets.last(QUARTER, NOON.plusSeconds(60))).isEqualByComparingTo("0");
  }

  @ParameterizedTest
  @ValueSource(longs = {-60, 0, 30, 90})
  void areOfWholeMinutes(long seconds) {
    assertThatThrownBy(() -> new Buckets(Duration.ofSeconds(seconds)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected whole minutes");
  }
}
