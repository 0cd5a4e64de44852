package dev.millrace.inference.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {

  private static final RetryPolicy.Limits LIMITS =
      new RetryPolicy.Limits(4, Duration.ofMillis(100), Duration.ofMillis(250));

  private final RetryPolicy policy = new RetryPolicy(LIMITS, new Random(1));

  @ParameterizedTest
  @EnumSource(names = {"THROTTLED", "UNAVAILABLE", "MODEL_NOT_READY", "ENDPOINT_ERROR"})
  void repeatsWhatWasTurnedAwayUpToTheLimit(Cause cause) {
    assertThat(policy.pauseAfter(cause, 3)).isPresent();
    assertThat(policy.pauseAfter(cause, 4)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"TIMEOUT", "MODEL_ERROR", "TRANSPORT"})
  void repeatsWhatMayHaveBeenPaidForOnlyOnce(Cause cause) {
    assertThat(policy.pauseAfter(cause, 1)).isPresent();
    assertThat(policy.pauseAfter(cause, 2)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"INVALID_REQUEST", "ACCESS_DENIED", "UNKNOWN_MODEL", "INVALID_ANSWER", "GUARDRAIL"})
  void doesNotRepeatWhatCannotSucceed(Cause cause) {
    assertThat(policy.pauseAfter(cause, 1)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Cause.class)
  void makesOneCallWhereItIsToldTo(Cause cause) {
    assertThat(RetryPolicy.once().pauseAfter(cause, 1)).isEmpty();
    assertThat(RetryPolicy.once().hasCallLeft(1)).isFalse();
  }

  @Test
  void asksAgainAfterAnAnswerWhileCallsAreLeft() {
    assertThat(policy.hasCallLeft(3)).isTrue();
    assertThat(policy.hasCallLeft(4)).isFalse();
  }

  @Test
  void takesForDoubtfulWhatAModelMayHaveWorkedOn() {
    assertThat(Arrays.stream(Cause.values()).filter(RetryPolicy::isDoubtful))
        .containsExactly(
            Cause.TIMEOUT,
            Cause.MODEL_ERROR,
            Cause.TRANSPORT,
            Cause.BATCH_FAILED,
            Cause.INTERNAL_ERROR);
  }

  @Test
  void asksAnotherModelWhereThisOneOrTheWayToItIsOutOfOrder() {
    assertThat(Arrays.stream(Cause.values()).filter(RetryPolicy::isOfTheModel))
        .containsExactly(
            Cause.THROTTLED,
            Cause.UNAVAILABLE,
            Cause.MODEL_NOT_READY,
            Cause.TIMEOUT,
            Cause.MODEL_ERROR,
            Cause.ENDPOINT_ERROR,
            Cause.TRANSPORT,
            Cause.ACCESS_DENIED,
            Cause.UNKNOWN_MODEL);
  }

  @Test
  void pausesLongerEachTimeUpToTheCap() {
    RetryPolicy longest = new RetryPolicy(LIMITS, new AlmostOne());

    assertThat(longest.pauseAfter(Cause.THROTTLED, 1)).contains(Duration.ofMillis(100));
    assertThat(longest.pauseAfter(Cause.THROTTLED, 2)).contains(Duration.ofMillis(200));
    assertThat(longest.pauseAfter(Cause.THROTTLED, 3)).contains(Duration.ofMillis(250));
  }

  @Test
  void spreadsThePausesOverTheWholeRange() {
    double mean =
        new Random(7)
            .ints(1_000)
            .mapToLong(
                seed ->
                    new RetryPolicy(LIMITS, new Random(seed))
                        .pauseAfter(Cause.THROTTLED, 1)
                        .orElseThrow()
                        .toMillis())
            .average()
            .orElseThrow();

    assertThat(mean).isBetween(30.0, 80.0);
  }

  @Test
  void refusesLimitsThatMakeNoSense() {
    assertThatThrownBy(() -> new RetryPolicy.Limits(0, Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 call");
    assertThatThrownBy(() -> new RetryPolicy.Limits(1, Duration.ofMillis(-1), Duration.ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryPolicy.Limits(1, Duration.ofMillis(2), Duration.ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The largest number that a generator may give. */
  private static final class AlmostOne extends Random {
    private static final long serialVersionUID = 1;

    @Override
    public double nextDouble() {
      return Math.nextDown(1.0);
    }
  }
}
