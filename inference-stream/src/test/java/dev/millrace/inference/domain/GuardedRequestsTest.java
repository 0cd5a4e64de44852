package dev.millrace.inference.domain;

import static dev.millrace.inference.domain.Requests.ONLY_NOVA;
import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of requests that are held against guardrails. */
class GuardedRequestsTest {

  private static final Instant ARRIVAL = Requests.BEGINNING;
  private static final BigDecimal PRICE = new BigDecimal("0.000004900000");

  private final RequestCourse course =
      new RequestCourse(
          Requests.classification(),
          ARRIVAL,
          Requests.rules((model, at, usage) -> Optional.of(PRICE)));

  @Test
  void isBlockedWhereAGuardrailStoppedIt() {
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, ARRIVAL);
    course.turn(ARRIVAL);

    Prediction prediction =
        settled(
            course.after(
                answer("no", "guardrail_intervened", Optional.of(Requests.USAGE)), ARRIVAL));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(prediction.getCause()).isEqualTo("GUARDRAIL");
    assertThat(prediction.getText()).isNull();
    assertThat(prediction.getCost()).isEqualTo(PRICE);
  }

  @Test
  void isBlockedWithoutUsageWhereAGuardrailStoppedTheInput() {
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, ARRIVAL);
    course.turn(ARRIVAL);

    Prediction prediction =
        settled(
            course.after(
                new CallResult.Failed(
                    Cause.GUARDRAIL, "the guardrail stopped the input", Optional.of("applied-1")),
                ARRIVAL));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(prediction.getCause()).isEqualTo("GUARDRAIL");
    assertThat(prediction.getDetail()).isEqualTo("the guardrail stopped the input");
    assertThat(prediction.getCost()).isEqualByComparingTo(BigDecimal.ZERO);
    assertThat(prediction.getAttempts())
        .singleElement()
        .satisfies(attempt -> assertThat(attempt.getUsage()).isNull());
  }

  @Test
  void holdsCallsAgainstTheGuardrailOfTheSpec() {
    Policy policy =
        new Policy(Optional.empty(), true, Optional.of(GuardrailId.of("a1b2:3")), Optional.empty());

    Step.Line line = (Step.Line) course.begin(Optional.of(ONLY_NOVA), policy, ARRIVAL);
    course.turn(ARRIVAL);
    Step.Line repair = (Step.Line) course.after(answer("neither"), ARRIVAL);

    assertThat(line.call().guardrail()).contains(new GuardrailId("a1b2", "3"));
    assertThat(repair.call().guardrail()).contains(new GuardrailId("a1b2", "3"));
  }

  private static Prediction settled(Step step) {
    return ((Step.Settle) step).prediction();
  }
}
