package dev.millrace.inference.domain.budget;

import static dev.millrace.inference.domain.budget.BudgetCases.dollars;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.Requests;
import dev.millrace.record.Attempt;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept of 0.40 USD that were reserved for a call. */
class SettlementTest {

  private static final BigDecimal BOUND = dollars("0.40");

  @Test
  void isTheCostWhereItIsKnown() {
    Attempt answered = attempt("ANSWERED");
    answered.setUsage(Requests.USAGE);
    answered.setCost(dollars("0.01"));

    assertThat(Settlement.of(answered, BOUND)).isEqualTo(dollars("0.01"));
  }

  @Test
  void isAllOfItWhereTheCostIsEstimatedOrUnknown() {
    Attempt estimated = attempt("TRANSPORT");
    estimated.setUsage(Requests.USAGE);
    estimated.setUsageEstimated(true);
    estimated.setCost(dollars("0.01"));
    Attempt unpriced = attempt("ANSWERED");
    unpriced.setUsage(Requests.USAGE);

    assertThat(Settlement.of(estimated, BOUND)).isEqualTo(BOUND);
    assertThat(Settlement.of(unpriced, BOUND)).isEqualTo(BOUND);
    assertThat(Settlement.of(attempt("ANSWERED"), BOUND)).isEqualTo(BOUND);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"THROTTLED", "UNAVAILABLE", "INVALID_REQUEST", "ACCESS_DENIED", "UNKNOWN_MODEL"})
  void isNothingWhereTheEndpointTurnedTheCallAway(Cause cause) {
    assertThat(Settlement.of(attempt(cause.name()), BOUND)).isEqualByComparingTo("0");
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "TIMEOUT",
        "MODEL_ERROR",
        "TRANSPORT",
        "BATCH_FAILED",
        "INTERNAL_ERROR",
        "INVALID_ANSWER",
        "GUARDRAIL"
      })
  void isAllOfItWhereAModelMayHaveWorked(Cause cause) {
    assertThat(Settlement.of(attempt(cause.name()), BOUND)).isEqualTo(BOUND);
  }

  @ParameterizedTest
  @EnumSource(Cause.class)
  void isAllOfItWhereTokensWereUsedThatHaveNoPrice(Cause cause) {
    Attempt attempt = attempt(cause.name());
    attempt.setUsage(Requests.USAGE);

    assertThat(Settlement.of(attempt, BOUND)).isEqualTo(BOUND);
  }

  private static Attempt attempt(String result) {
    return Attempt.newBuilder()
        .setNumber(1)
        .setModelId("m")
        .setModelVersion(1)
        .setStartedAt(Requests.BEGINNING)
        .setLatencyMillis(5)
        .setResult(result)
        .setRecords(1)
        .build();
  }
}
