package dev.millrace.inference.domain;

import static dev.millrace.inference.domain.Requests.BEGINNING;
import static dev.millrace.inference.domain.Requests.NOVA;
import static dev.millrace.inference.domain.Requests.ONLY_NOVA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Attempt;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetNote;
import dev.millrace.record.Lane;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A request that budgets have something to say about. */
class BudgetedRequestCourseTest {

  private static final String CHEAP = "amazon.cheap-v1:0";
  private static final BudgetNote DEGRADES = note(BudgetAction.DEGRADE);
  private static final BudgetNote DEFERS = note(BudgetAction.DEFER);
  private static final BudgetNote REFUSES = note(BudgetAction.REFUSE);
  private static final Instant LATER = BEGINNING.plusSeconds(1);
  private static final CallResult THROTTLED =
      new CallResult.Failed(Cause.THROTTLED, "too many", Optional.empty());

  private final RequestCourse course =
      new RequestCourse(
          Requests.classification(),
          BEGINNING,
          Requests.rules((model, at, usage) -> Optional.of(BigDecimal.ONE)));

  @Test
  void asksACheaperModelInPlaceOfAllOthers() {
    begin();
    Step line = course.degrade(CHEAP, DEGRADES, LATER);
    course.turn(LATER);
    Prediction prediction = settled(course.after(Requests.answer("bug"), LATER));

    assertThat(((Step.Line) line).call().route()).isEqualTo(ModelRoute.fallback(CHEAP));
    assertThat(((Step.Line) line).otherwise()).isEmpty();
    assertThat(prediction.getModelId()).isEqualTo(CHEAP);
    assertThat(prediction.getRoute()).isEqualTo(Route.FALLBACK);
    assertThat(prediction.getBudgets()).containsExactly(DEGRADES);
  }

  @Test
  void goesOnInTheLaneBulk() {
    begin();
    course.defer(DEFERS);
    course.turn(LATER);
    Prediction prediction = settled(course.after(Requests.answer("bug"), LATER));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(prediction.getLane()).isEqualTo(Lane.BULK);
    assertThat(prediction.getBudgets()).containsExactly(DEFERS);
  }

  @Test
  void saysOnceWhatADryRunWouldHaveDone() {
    BudgetNote tried = new BudgetNote("tried", BudgetAction.REFUSE, true);
    begin();
    course.note(tried);
    course.note(tried);
    course.turn(LATER);
    Prediction prediction = settled(course.after(Requests.answer("bug"), LATER));

    assertThat(prediction.getLane()).isEqualTo(Lane.INTERACTIVE);
    assertThat(prediction.getBudgets()).containsExactly(tried);
  }

  @Test
  void isRefusedWhereNobodyWasAsked() {
    begin();
    Prediction prediction =
        course.unaffordable(Cause.BUDGET_EXHAUSTED, "nothing is left", REFUSES, LATER).prediction();

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.REFUSED);
    assertThat(prediction.getCause()).isEqualTo("BUDGET_EXHAUSTED");
    assertThat(prediction.getDetail()).isEqualTo("nothing is left");
    assertThat(prediction.getRefusedVersion()).isEqualTo(NOVA.version());
    assertThat(prediction.getBudgets()).containsExactly(REFUSES);
  }

  @Test
  void refusesNoVersionOfACheaperModel() {
    begin();
    course.degrade(CHEAP, DEGRADES, LATER);
    Prediction prediction =
        course.unaffordable(Cause.BUDGET_EXHAUSTED, "nothing is left", REFUSES, LATER).prediction();

    assertThat(prediction.getRefusedVersion()).isNull();
    assertThat(prediction.getBudgets()).containsExactly(DEGRADES, REFUSES);
  }

  @Test
  void hasFailedWhereItWasAskedBefore() {
    begin();
    course.turn(BEGINNING);
    course.after(THROTTLED, BEGINNING);
    course.resume(LATER);
    Prediction prediction =
        course.unaffordable(Cause.BUDGET_EXHAUSTED, "nothing is left", REFUSES, LATER).prediction();

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction.getCause()).isEqualTo("BUDGET_EXHAUSTED");
    assertThat(prediction.getAttempts())
        .extracting(Attempt::getResult)
        .containsExactly("THROTTLED");
  }

  @Test
  void hasAnAnswerThatCouldNotBePutRightWhereThatWasTheNextCall() {
    begin();
    course.turn(BEGINNING);
    course.after(Requests.answer("no idea"), BEGINNING);
    Prediction prediction =
        course.unaffordable(Cause.BUDGET_EXHAUSTED, "nothing is left", REFUSES, LATER).prediction();

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction.getCause()).isEqualTo("INVALID_ANSWER");
    assertThat(prediction.getDetail()).endsWith("could not be put right: nothing is left");
    assertThat(prediction.getRefusedVersion()).isNull();
  }

  @Test
  void knowsTheCallThatEndedLast() {
    begin();
    assertThat(course.lastAttempt()).isEmpty();
    course.turn(BEGINNING);
    assertThat(course.lastAttempt()).as("it has not ended").isEmpty();
    course.after(THROTTLED, BEGINNING);
    course.resume(LATER);
    course.turn(LATER);
    course.after(Requests.answer("bug"), LATER);

    assertThat(course.lastAttempt())
        .hasValueSatisfying(
            attempt -> {
              assertThat(attempt.getNumber()).isEqualTo(2);
              assertThat(attempt.getResult()).isEqualTo("ANSWERED");
            });
  }

  private void begin() {
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, BEGINNING);
  }

  private static BudgetNote note(BudgetAction action) {
    return new BudgetNote("daily", action, false);
  }

  private static Prediction settled(Step step) {
    return ((Step.Settle) step).prediction();
  }
}
