package dev.millrace.inference.domain;

import static dev.millrace.inference.domain.Requests.BEGINNING;
import static dev.millrace.inference.domain.Requests.NOVA;
import static dev.millrace.inference.domain.Requests.USAGE;
import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.record.Attempt;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.record.Task;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a request that shares its calls. */
class SharedRequestCourseTest {

  private static final Batching PACKED = new Batching(16, 20L, BatchingMode.PACKED);
  private static final Instant LATER = BEGINNING.plusSeconds(1);
  private static final ModelRoute LITE = ModelRoute.fallback("amazon.nova-lite-v1:0");

  private final RequestCourse course = course(Requests.classification());

  @Test
  void endsWithItsPartOfTheAnswer() {
    begin();

    Prediction prediction = settled(course.after(shared(answer("billing"), 16), LATER));

    assertThat(prediction.getLabel()).isEqualTo("billing");
    Attempt attempt = prediction.getAttempts().get(0);
    assertThat(attempt.getRecords()).isEqualTo(16);
    assertThat(attempt.getStartedAt()).isEqualTo(BEGINNING.plusMillis(300));
    assertThat(attempt.getLatencyMillis()).isEqualTo(700);
  }

  @Test
  void asksAgainAloneAfterAnAnswerThatIsNone() {
    begin();

    Step next = course.after(shared(answer("nonsense"), 16), LATER);
    course.turn(LATER);
    Prediction prediction = settled(course.after(answer("nonsense"), LATER));

    assertThat(((Step.Line) next).sharing()).isEmpty();
    assertThat(((Step.Line) next).call().attempt()).isEqualTo(2);
    assertThat(prediction.getCause()).isEqualTo("INVALID_ANSWER");
    assertThat(prediction.getAttempts())
        .extracting(Attempt::getNumber, Attempt::getRecords, Attempt::getResult)
        .containsExactly(tuple(1, 16, "INVALID_ANSWER"), tuple(2, 1, "INVALID_ANSWER"));
  }

  @Test
  void putsRightOnlyWhatItWasAnsweredAlone() {
    begin(Policy.DEFAULT);

    course.after(shared(answer("nonsense"), 16), LATER);
    course.turn(LATER);
    Step repair = course.after(answer("nonsense"), LATER);
    course.turn(LATER);
    Prediction prediction = settled(course.after(answer("billing"), LATER));

    assertThat(((Step.Line) repair).sharing()).isEmpty();
    assertThat(prediction.getLabel()).isEqualTo("billing");
    assertThat(prediction.getAttempts()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"guardrail_intervened", "content_filtered", "malformed_model_output"})
  void asksAgainInHalfTheCompanyAfterAnAnswerThatSomebodySpoilt(String stop) {
    begin();
    int others = 16;

    for (int half : List.of(8, 4, 2)) {
      Step next = course.after(shared(answer("billing", stop, Optional.of(USAGE)), others), LATER);
      assertThat(most(next)).isEqualTo(half);
      course.turn(LATER);
      others = half;
    }
    Step alone = course.after(shared(answer("billing", stop, Optional.of(USAGE)), 2), LATER);
    assertThat(((Step.Line) alone).sharing()).isEmpty();
    course.turn(LATER);
    Prediction prediction =
        settled(course.after(answer("billing", stop, Optional.of(USAGE)), LATER));

    assertThat(prediction.getOutcome()).isNotEqualTo(Outcome.ANSWERED);
    assertThat(prediction.getAttempts()).hasSize(5);
  }

  @Test
  void goesOnInAsManyAsItsPartOfTheAnswerSays() {
    begin();
    CallResult.Answered whole = (CallResult.Answered) answer("");

    Step next =
        course.after(
            shared(
                new CallResult.Answered(
                    new CallResult.Content.Absent("nothing for it", 3), "end_turn", whole.report()),
                5),
            LATER);

    assertThat(most(next)).isEqualTo(3);
  }

  @Test
  void halvesWhatTheEndpointRefuses() {
    begin();

    Step next = course.after(shared(failed(Cause.INVALID_REQUEST), 16), LATER);
    course.turn(LATER);
    Step last = course.after(failed(Cause.INVALID_REQUEST), LATER);

    assertThat(most(next)).isEqualTo(8);
    assertThat(settled(last).getCause()).isEqualTo("INVALID_REQUEST");
  }

  @ParameterizedTest
  @EnumSource(names = {"TIMEOUT", "MODEL_ERROR", "TRANSPORT"})
  void retriesWhatMayPassAndHalvesItWhenThatDoesNotHelp(Cause cause) {
    begin();

    assertThat(course.after(shared(failed(cause), 16), LATER)).isInstanceOf(Step.Pause.class);
    again();
    assertThat(most(course.after(shared(failed(cause), 16), LATER))).isEqualTo(8);
    course.turn(LATER);
    assertThat(most(course.after(shared(failed(cause), 8), LATER))).isEqualTo(4);
  }

  @Test
  void asksTheModelThatStandsInBeforeItBlamesTheOthers() {
    RequestCourse course = course(Requests.classification());
    course.begin(Optional.of(new Routes(List.of(NOVA, LITE))), Policy.DEFAULT, BEGINNING);
    course.turn(BEGINNING);
    course.after(shared(failed(Cause.MODEL_ERROR), 16), LATER);
    course.resume(LATER);
    course.turn(LATER);

    Step next = course.after(shared(failed(Cause.MODEL_ERROR), 16), LATER);

    assertThat(((Step.Line) next).call().route()).isEqualTo(LITE);
    assertThat(most(next)).isEqualTo(16);
  }

  @ParameterizedTest
  @EnumSource(names = {"ACCESS_DENIED", "UNKNOWN_MODEL"})
  void failsWithTheOthersWhereTheyHaveNoPartInIt(Cause cause) {
    begin();

    Prediction prediction = settled(course.after(shared(failed(cause), 16), LATER));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction.getAttempts().get(0).getRecords()).isEqualTo(16);
  }

  @Test
  void hasAllItsRetriesAfterAttemptsThatSaidNothingOfTheModel() {
    begin();
    course.after(shared(failed(Cause.INVALID_REQUEST), 16), LATER);
    course.turn(LATER);
    course.after(shared(failed(Cause.INVALID_REQUEST), 8), LATER);
    course.turn(LATER);
    for (int call = 1; call < 4; call++) {
      assertThat(course.after(failed(Cause.THROTTLED), LATER)).isInstanceOf(Step.Pause.class);
      again();
    }
    assertThat(course.after(failed(Cause.THROTTLED), LATER)).isInstanceOf(Step.Settle.class);
  }

  @Test
  void isSettledWhereTheDeadlinePassesBetweenTwoOfItsCalls() {
    InferenceRequest request = Requests.classification();
    request.setDeadline(LATER);
    RequestCourse course = course(request);
    course.begin(Optional.of(Requests.ONLY_NOVA), Policy.DEFAULT, BEGINNING);
    course.turn(BEGINNING);

    Prediction prediction = settled(course.after(shared(answer("nonsense"), 2), LATER));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction.getCause()).isEqualTo("DEADLINE_EXPIRED");
    assertThat(prediction.getAttempts()).hasSize(1);
  }

  @Test
  void isUnpricedWhereTheCallAsAWholeIs() {
    RequestCourse course =
        new RequestCourse(
            Requests.classification(),
            BEGINNING,
            Requests.rules(
                (model, at, usage) ->
                    Optional.of(BigDecimal.ONE).filter(one -> usage.getCacheReadTokens() == 0)));
    course.share(Sharing.of(PACKED, Task.CLASSIFICATION).orElseThrow());
    course.begin(Optional.of(Requests.ONLY_NOVA), Policy.DEFAULT, BEGINNING);
    course.turn(BEGINNING);
    CallResult.Answered whole =
        (CallResult.Answered)
            answer("bug", "end_turn", Optional.of(new TokenUsage(100L, 10L, 1L, 0L, 0L)));
    CallResult share =
        new CallResult.Answered(
            whole.content(),
            whole.stopReason(),
            whole.report().share(new TokenUsage(50L, 5L, 0L, 0L, 0L)));

    Prediction prediction = settled(course.after(shared(share, 2), LATER));

    assertThat(prediction.getCost()).isNull();
    assertThat(prediction.getAttempts().get(0).getUsage().getInputTokens()).isEqualTo(50);
  }

  @Test
  void sharesEmbeddingsOnlyWithModelsThatTakeSeveralTexts() {
    ModelRoute cohere = new ModelRoute("us.cohere.embed-v4:0", 1, Route.CHAMPION);
    Batching hundred = new Batching(100, 20L, BatchingMode.PACKED);

    RequestCourse course =
        new RequestCourse(
            Requests.of(Task.EMBEDDING),
            BEGINNING,
            Requests.rules((model, at, usage) -> Optional.empty()));
    course.share(Sharing.of(hundred, Task.EMBEDDING).orElseThrow());
    Step titan =
        course.begin(Optional.of(new Routes(List.of(NOVA, cohere))), Policy.DEFAULT, BEGINNING);
    Step many = course.elsewhere(BEGINNING);

    assertThat(((Step.Line) titan).sharing()).isEmpty();
    assertThat(most(many)).isEqualTo(96);
  }

  @Test
  void hasItsCallForItselfWhereTheSpecSaysSo() {
    assertThat(Sharing.of(new Batching(1, 0L, BatchingMode.SINGLE), Task.GENERATION)).isEmpty();
  }

  private void begin() {
    begin(new Policy(Optional.empty(), /* repair= */ false));
  }

  private void begin(Policy policy) {
    course.begin(Optional.of(Requests.ONLY_NOVA), policy, BEGINNING);
    course.turn(BEGINNING);
  }

  private void again() {
    course.resume(LATER);
    course.turn(LATER);
  }

  private static RequestCourse course(InferenceRequest request) {
    RequestCourse course =
        new RequestCourse(
            request, BEGINNING, Requests.rules((model, at, usage) -> Optional.empty()));
    course.share(Sharing.of(PACKED, request.getTask()).orElseThrow());
    return course;
  }

  private static CallResult shared(CallResult own, int records) {
    return new CallResult.Shared(own, records, BEGINNING.plusMillis(300));
  }

  private static CallResult failed(Cause cause) {
    return new CallResult.Failed(cause, "it went wrong", Optional.of("endpoint-0"));
  }

  private static int most(Step next) {
    return ((Step.Line) next).sharing().orElseThrow().most();
  }

  private static Prediction settled(Step step) {
    return ((Step.Settle) step).prediction();
  }
}
