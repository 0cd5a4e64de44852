package dev.millrace.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
  private static final double RATE = 10;

  private final TokenBucket bucket = new TokenBucket(RATE, BEGINNING);

  @Test
  void letsABurstPassAndThenHoldsTheRate() {
    for (int i = 0; i < 30; i++) {
      assertThat(bucket.take(1, RATE, BEGINNING)).as("token " + i).isEmpty();
    }

    assertThat(bucket.take(1, RATE, BEGINNING)).contains(Duration.ofMillis(100));
    assertThat(bucket.take(1, RATE, BEGINNING.plusMillis(100))).isEmpty();
    assertThat(bucket.take(1, RATE, BEGINNING.plusMillis(100))).isPresent();
  }

  @Test
  void letsPassWhatIsLargerThanItselfAndHasItPaidBack() {
    assertThat(bucket.take(100, RATE, BEGINNING)).isEmpty();

    assertThat(bucket.take(1, RATE, BEGINNING)).contains(Duration.ofMillis(7_100));
    assertThat(bucket.take(1, RATE, BEGINNING.plusMillis(7_000))).isPresent();
    assertThat(bucket.take(1, RATE, BEGINNING.plusMillis(7_100))).isEmpty();
  }

  @Test
  void neverHoldsMoreThanABurst() {
    assertThat(bucket.take(30, RATE, BEGINNING.plusSeconds(3600))).isEmpty();
    assertThat(bucket.take(1, RATE, BEGINNING.plusSeconds(3600))).isPresent();
  }

  @Test
  void chargesForWhatHasPassed() {
    bucket.owe(35, RATE, BEGINNING);

    assertThat(bucket.wait(RATE, BEGINNING)).contains(Duration.ofMillis(600));
  }

  @Test
  void takesANewRateFromNowOn() {
    bucket.owe(30, RATE, BEGINNING);

    assertThat(bucket.wait(1, BEGINNING)).contains(Duration.ofSeconds(1));
    assertThat(bucket.wait(1, BEGINNING.plusSeconds(1))).isEmpty();
    assertThat(bucket.take(3, 1, BEGINNING.plusSeconds(100))).isEmpty();
    assertThat(bucket.take(1, 1, BEGINNING.plusSeconds(100))).isPresent();
  }

  @Test
  void standsStillWhileTimeGoesBackwards() {
    bucket.owe(30, RATE, BEGINNING);

    assertThat(bucket.wait(RATE, BEGINNING.minusSeconds(60))).contains(Duration.ofMillis(100));
    assertThat(bucket.wait(RATE, BEGINNING.plusMillis(100))).isEmpty();
  }
}
