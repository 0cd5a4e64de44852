package dev.millrace.inference.domain;

import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides whether a failed call is made again, and when: exponential backoff with full jitter.
 *
 * <p>A call that may have been paid for although no answer came ({@link Cause#TIMEOUT}, {@link
 * Cause#MODEL_ERROR}, {@link Cause#TRANSPORT}) is made at most {@value #DOUBTFUL_CALLS} times; one
 * that the endpoint turned away as often as the limit says; one that cannot succeed is not
 * repeated.
 *
 * <p><i>Source</i>: AWS Architecture Blog, "Exponential Backoff And Jitter".
 */
public final class RetryPolicy {

  private static final int DOUBTFUL_CALLS = 2;

  private final Limits limits;
  private final RandomGenerator random;

  /**
   * How often and how far apart.
   *
   * @param calls most calls for one request, the first included; at least 1
   * @param base upper bound of the first pause; doubled for each further one
   * @param cap upper bound of any pause
   */
  public record Limits(int calls, Duration base, Duration cap) {
    public Limits {
      if (calls < 1 || base.isNegative() || cap.compareTo(base) < 0) {
        throw new IllegalArgumentException(
            "expected at least 1 call and 0 <= base <= cap, got "
                + calls
                + ", "
                + base
                + ", "
                + cap);
      }
    }
  }

  public RetryPolicy(Limits limits, RandomGenerator random) {
    this.limits = limits;
    this.random = random;
  }

  /** One call, whatever comes of it. */
  public static RetryPolicy once() {
    return new RetryPolicy(new Limits(1, Duration.ZERO, Duration.ZERO), () -> 0);
  }

  /**
   * The pause before the next call; empty where there is none.
   *
   * @param calls made so far, at least 1
   */
  public Optional<Duration> pauseAfter(Cause cause, int calls) {
    return calls < callsAllowed(cause) ? Optional.of(pause(calls)) : Optional.empty();
  }

  /**
   * Whether one more call may be made after some that ended well.
   *
   * @param calls made so far
   */
  boolean hasCallLeft(int calls) {
    return calls < limits.calls();
  }

  /** Whether another model might answer what this one could not. */
  static boolean isOfTheModel(Cause cause) {
    return switch (cause) {
      case THROTTLED,
          UNAVAILABLE,
          MODEL_NOT_READY,
          ENDPOINT_ERROR,
          TIMEOUT,
          MODEL_ERROR,
          TRANSPORT,
          ACCESS_DENIED,
          UNKNOWN_MODEL ->
          true;
      default -> false;
    };
  }

  /** Whether a call that ended so may have been paid for, although nobody knows what. */
  public static boolean isDoubtful(Cause cause) {
    return switch (cause) {
      case TIMEOUT, MODEL_ERROR, TRANSPORT, BATCH_FAILED, INTERNAL_ERROR -> true;
      default -> false;
    };
  }

  private int callsAllowed(Cause cause) {
    return switch (cause) {
      case THROTTLED, UNAVAILABLE, MODEL_NOT_READY, ENDPOINT_ERROR -> limits.calls();
      case TIMEOUT, MODEL_ERROR, TRANSPORT -> Math.min(DOUBTFUL_CALLS, limits.calls());
      case UNREADABLE,
          INVALID_FIELD,
          UNKNOWN_PIPELINE,
          UNSUPPORTED_CONTENT_TYPE,
          MALFORMED_JSON,
          SCHEMA_VIOLATION,
          TOO_LARGE,
          MISSING_VARIABLE,
          EMPTY_PROMPT,
          INVALID_REQUEST,
          DEADLINE_EXPIRED,
          TENANT_ERASED,
          KILLED,
          BUDGET_EXHAUSTED,
          UNPRICED,
          RATE_LIMITED,
          GUARDRAIL,
          ACCESS_DENIED,
          UNKNOWN_MODEL,
          UNKNOWN_GUARDRAIL,
          BATCH_FAILED,
          INVALID_ANSWER,
          INTERNAL_ERROR ->
          1;
    };
  }

  private Duration pause(int calls) {
    double bound =
        Math.min(
            (double) limits.cap().toMillis(), limits.base().toMillis() * Math.pow(2, calls - 1));
    return Duration.ofMillis(Math.round(random.nextDouble() * bound));
  }
}
