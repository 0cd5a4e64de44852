package dev.millrace.inference.domain.quota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long PAUSE = CircuitBreaker.PAUSE_SECONDS * SECOND;

  private final CircuitBreaker breaker = new CircuitBreaker();

  @Test
  void letsCallsThroughUntilManyFailInARow() {
    fail(CircuitBreaker.FAILURES - 1);
    assertThat(breaker.lets(0)).isTrue();

    breaker.answered();
    fail(CircuitBreaker.FAILURES - 1);
    assertThat(breaker.lets(0)).isTrue();

    fail(1);
    assertThat(breaker.lets(0)).isFalse();
  }

  @Test
  void letsOneFindOutWhetherTheModelIsBack() {
    fail(CircuitBreaker.FAILURES);

    assertThat(breaker.lets(PAUSE - 1)).isFalse();
    assertThat(breaker.lets(PAUSE)).isTrue();
    assertThat(breaker.lets(PAUSE + 1)).isFalse();
    breaker.failed(PAUSE + 2);
    assertThat(breaker.lets(2 * PAUSE - 1)).isFalse();
    assertThat(breaker.lets(2 * PAUSE)).isTrue();
    breaker.answered();
    assertThat(breaker.lets(2 * PAUSE + 1)).isTrue();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(0);
    }
  }
}
