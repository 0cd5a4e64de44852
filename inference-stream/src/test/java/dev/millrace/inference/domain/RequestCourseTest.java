package dev.millrace.inference.domain;

import static dev.millrace.inference.domain.Requests.BEGINNING;
import static dev.millrace.inference.domain.Requests.LIFETIME;
import static dev.millrace.inference.domain.Requests.NOVA;
import static dev.millrace.inference.domain.Requests.ONLY_NOVA;
import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.record.Attempt;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.RecordOrigin;
import dev.millrace.record.Route;
import dev.millrace.record.Task;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestCourseTest {

  private static final Instant ARRIVAL = BEGINNING.plusMillis(20);
  private static final BigDecimal PRICE = new BigDecimal("0.000004900000");
  private static final CallResult THROTTLED =
      new CallResult.Failed(
          Cause.THROTTLED, "the endpoint answered 429", Optional.of("endpoint-0"));

  private final InferenceRequest request = Requests.classification();
  private final RequestCourse course = course(request, Optional.of(PRICE));

  @Test
  void callsTheChampionAndEndsWithItsLabel() {
    Step first = begin(course, ARRIVAL.plusMillis(5));
    Prediction prediction = settled(course.after(answer("billing"), ARRIVAL.plusMillis(105)));

    assertThat(first).isInstanceOf(Step.Call.class);
    assertThat(((Step.Call) first).call().attempt()).isEqualTo(1);
    assertThat(prediction.getOutcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(prediction.getLabel()).isEqualTo("billing");
    assertThat(prediction.getCause()).isNull();
    assertThat(prediction.getModelId()).isEqualTo(NOVA.modelId());
    assertThat(prediction.getModelVersion()).isEqualTo(3);
    assertThat(prediction.getRoute()).isEqualTo(Route.CHAMPION);
    assertThat(prediction.getStopReason()).isEqualTo("end_turn");
    assertThat(prediction.getCost()).isEqualTo(PRICE);
    assertThat(prediction.getLatencies().getWaitMillis()).isEqualTo(5);
    assertThat(prediction.getLatencies().getCallMillis()).isEqualTo(100);
    assertThat(prediction.getLatencies().getTotalMillis()).isEqualTo(125);
    assertThat(prediction.getAttempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.getResult()).isEqualTo("ANSWERED");
              assertThat(attempt.getEndpointRequestId()).isEqualTo("endpoint-1");
              assertThat(attempt.getUsage()).isEqualTo(Requests.USAGE);
              assertThat(attempt.getModelLatencyMillis()).isEqualTo(7);
              assertThat(attempt.getServiceTier()).isEqualTo("default");
            });
  }

  @Test
  void refusesWithoutACallWhatNobodyWantsAnyMore() {
    Prediction prediction = settled(begin(course, BEGINNING.plus(LIFETIME)));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.REFUSED);
    assertThat(prediction.getCause()).isEqualTo("DEADLINE_EXPIRED");
    assertThat(prediction.getAttempts()).isEmpty();
    assertThat(prediction.getModelId()).isNull();
    assertThat(prediction.getCost()).isEqualByComparingTo(BigDecimal.ZERO);
  }

  @Test
  void refusesWithoutACallWhatCameTooLateToItsTurn() {
    Step line = course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, ARRIVAL);
    Prediction prediction = settled(course.turn(BEGINNING.plus(LIFETIME)));

    assertThat(line).isInstanceOf(Step.Line.class);
    assertThat(prediction.getOutcome()).isEqualTo(Outcome.REFUSED);
    assertThat(prediction.getCause()).isEqualTo("DEADLINE_EXPIRED");
    assertThat(prediction.getAttempts()).isEmpty();
  }

  @Test
  void countsWaitingInLineAsWaiting() {
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, ARRIVAL);
    course.turn(ARRIVAL.plusMillis(40));
    Prediction prediction = settled(course.after(answer("bug"), ARRIVAL.plusMillis(140)));

    assertThat(prediction.getLatencies().getWaitMillis()).isEqualTo(40);
    assertThat(prediction.getLatencies().getCallMillis()).isEqualTo(100);
  }

  @Test
  void goesToTheNextModelWhereTheFirstCannotAnswer() {
    ModelRoute other = ModelRoute.fallback("amazon.nova-lite-v1:0");
    Routes routes = new Routes(List.of(NOVA, other));
    Step first = course.begin(Optional.of(routes), Policy.DEFAULT, ARRIVAL);
    course.turn(ARRIVAL);

    Step second =
        course.after(
            new CallResult.Failed(Cause.UNKNOWN_MODEL, "there is no such model", Optional.empty()),
            ARRIVAL.plusMillis(10));
    course.turn(ARRIVAL.plusMillis(10));
    Prediction prediction = settled(course.after(answer("bug"), ARRIVAL.plusMillis(110)));

    assertThat(((Step.Line) first).otherwise()).contains(other);
    assertThat(((Step.Line) second).otherwise()).isEmpty();
    assertThat(prediction.getModelId()).isEqualTo("amazon.nova-lite-v1:0");
    assertThat(prediction.getModelVersion()).isZero();
    assertThat(prediction.getRoute()).isEqualTo(Route.FALLBACK);
    assertThat(prediction.getAttempts())
        .extracting(Attempt::getNumber, Attempt::getModelId, Attempt::getResult)
        .containsExactly(
            tuple(1, "amazon.nova-micro-v1:0", "UNKNOWN_MODEL"),
            tuple(2, "amazon.nova-lite-v1:0", "ANSWERED"));
  }

  @Test
  void callsEachModelAsOftenAsTheFirst() {
    Step step =
        course.begin(
            Optional.of(new Routes(List.of(NOVA, ModelRoute.fallback("other")))),
            Policy.DEFAULT,
            ARRIVAL);
    List<String> called = new ArrayList<>();
    while (!(step instanceof Step.Settle)) {
      if (step instanceof Step.Line line) {
        called.add(line.call().route().modelId());
        course.turn(ARRIVAL);
        step = course.after(THROTTLED, ARRIVAL);
      } else {
        step = course.resume(ARRIVAL);
      }
    }

    assertThat(called.subList(0, 4)).containsOnly(NOVA.modelId());
    assertThat(called.subList(4, 8)).containsOnly("other");
    assertThat(called).hasSize(8);
    assertThat(settled(step).getCause()).isEqualTo("THROTTLED");
    assertThat(settled(step).getRoute()).isEqualTo(Route.FALLBACK);
  }

  @Test
  void doesNotAskAnotherModelWhatNoneCouldAnswer() {
    course.begin(
        Optional.of(new Routes(List.of(NOVA, ModelRoute.fallback("other")))),
        Policy.DEFAULT,
        ARRIVAL);
    course.turn(ARRIVAL);

    Step step =
        course.after(
            new CallResult.Failed(Cause.INVALID_REQUEST, "refused", Optional.empty()), ARRIVAL);

    assertThat(settled(step).getCause()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void failsWherePipelineHasNoChampion() {
    Prediction prediction = settled(course.begin(Optional.empty(), Policy.DEFAULT, ARRIVAL));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction.getCause()).isEqualTo("UNKNOWN_PIPELINE");
    assertThat(prediction.getDetail()).contains("tickets", "apply its spec", "under a new id");
  }

  @Test
  void pausesAndCallsAgainWhereTheEndpointTurnedItAway() {
    begin(course, ARRIVAL);

    Step pause = course.after(THROTTLED, ARRIVAL.plusMillis(10));
    Step again = resume(course, ARRIVAL.plusMillis(60));
    Prediction prediction = settled(course.after(answer("bug"), ARRIVAL.plusMillis(160)));

    assertThat(pause).isInstanceOf(Step.Pause.class);
    assertThat(((Step.Call) again).call().attempt()).isEqualTo(2);
    assertThat(prediction.getAttempts())
        .extracting(Attempt::getResult)
        .containsExactly("THROTTLED", "ANSWERED");
    assertThat(prediction.getAttempts().get(0).getEndpointRequestId()).isEqualTo("endpoint-0");
    assertThat(prediction.getAttempts().get(0).getUsage()).isNull();
    assertThat(prediction.getCost()).isEqualTo(PRICE);
    assertThat(prediction.getLatencies().getCallMillis()).isEqualTo(110);
  }

  @Test
  void failsWhenTheCallsAreUsedUp() {
    Step step = begin(course, ARRIVAL);
    int calls = 0;
    while (step instanceof Step.Call) {
      calls++;
      step = course.after(THROTTLED, ARRIVAL.plusMillis(calls));
      if (step instanceof Step.Pause) {
        step = resume(course, ARRIVAL.plusMillis(calls));
      }
    }
    Prediction prediction = settled(step);

    assertThat(calls).isEqualTo(4);
    assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction.getCause()).isEqualTo("THROTTLED");
    assertThat(prediction.getDetail())
        .isEqualTo("the endpoint answered 429, call 4 of the request");
    assertThat(prediction.getModelId()).isEqualTo(NOVA.modelId());
    assertThat(prediction.getCost()).isEqualByComparingTo(BigDecimal.ZERO);
  }

  @Test
  void doesNotPauseBeyondTheDeadline() {
    Instant late = BEGINNING.plus(LIFETIME).minusNanos(1);
    begin(course, ARRIVAL);

    Prediction prediction = settled(course.after(THROTTLED, late));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction.getCause()).isEqualTo("THROTTLED");
  }

  @Test
  void failsAndIsPaidForWhereTheAnswerIsNotValid() {
    course.begin(Optional.of(ONLY_NOVA), new Policy(Optional.empty(), false), ARRIVAL);
    course.turn(ARRIVAL);

    Prediction prediction = settled(course.after(answer("neither"), ARRIVAL));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction.getCause()).isEqualTo("INVALID_ANSWER");
    assertThat(prediction.getLabel()).isNull();
    assertThat(prediction.getCost()).isEqualTo(PRICE);
    assertThat(prediction.getAttempts().get(0).getResult()).isEqualTo("INVALID_ANSWER");
  }

  @Test
  void doesNotTakeUnknownUsageForNone() {
    begin(course, ARRIVAL);

    Prediction prediction =
        settled(course.after(answer("bug", "end_turn", Optional.empty()), ARRIVAL));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(prediction.getAttempts().get(0).getUsage()).isNull();
    assertThat(prediction.getAttempts().get(0).getCost()).isNull();
    assertThat(prediction.getCost()).isNull();
  }

  @Test
  void leavesTheCostOpenWhereTheModelHasNoPrice() {
    RequestCourse unpriced = course(request, Optional.empty());
    begin(unpriced, ARRIVAL);

    Prediction prediction = settled(unpriced.after(answer("bug"), ARRIVAL));

    assertThat(prediction.getAttempts().get(0).getUsage()).isNotNull();
    assertThat(prediction.getCost()).isNull();
  }

  @Test
  void booksTheCallUnderWayWhenItIsGivenUp() {
    begin(course, ARRIVAL);

    Prediction prediction =
        course.giveUp(Cause.TIMEOUT, "it took too long", ARRIVAL.plusSeconds(9)).prediction();

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction.getAttempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.getResult()).isEqualTo("TIMEOUT");
              assertThat(attempt.getLatencyMillis()).isEqualTo(9_000);
              assertThat(attempt.getEndpointRequestId()).isNull();
            });
  }

  @Test
  void givesTextAndVectorsTheirPlace() {
    RequestCourse writing = course(Requests.of(Task.GENERATION), Optional.of(PRICE));
    begin(writing, ARRIVAL);
    RequestCourse embedding = course(Requests.of(Task.EMBEDDING), Optional.of(PRICE));
    begin(embedding, ARRIVAL);
    CallResult.Answered vector =
        new CallResult.Answered(
            new CallResult.Content.Vector(List.of(0.5f)),
            "end_turn",
            new CallResult.Report(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));

    assertThat(settled(writing.after(answer("Dear"), ARRIVAL)).getText()).isEqualTo("Dear");
    assertThat(settled(embedding.after(vector, ARRIVAL)).getVector()).containsExactly(0.5f);
  }

  @Test
  void mayNotBeToldAResultTwice() {
    begin(course, ARRIVAL);
    course.after(THROTTLED, ARRIVAL);

    assertThatThrownBy(() -> course.after(THROTTLED, ARRIVAL))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void tellsWhatThePredictionWasMadeOf() {
    RecordOrigin raw = new RecordOrigin("raw-events", 2, 17L);
    RecordOrigin own = new RecordOrigin("tickets", 0, 5L);
    request.setSpecRevision(4);
    request.setPromptRevision(2);
    request.setOrigin(raw);
    request.setSource(own);
    begin(course, ARRIVAL);

    Prediction answered = settled(course.after(answer("billing"), ARRIVAL));
    Prediction failed =
        settled(course(request, Optional.empty()).begin(Optional.empty(), Policy.DEFAULT, ARRIVAL));

    assertThat(List.of(answered, failed))
        .allSatisfy(
            prediction -> {
              assertThat(prediction.getSpecRevision()).isEqualTo(4);
              assertThat(prediction.getPromptRevision()).isEqualTo(2);
              assertThat(prediction.getOrigin()).isEqualTo(raw);
              assertThat(prediction.getSource()).isEqualTo(own);
            });
    assertThat(answered.getModelVersion()).isEqualTo(NOVA.version());
  }

  private static Prediction settled(Step step) {
    return ((Step.Settle) step).prediction();
  }

  private static RequestCourse course(InferenceRequest request, Optional<BigDecimal> price) {
    return new RequestCourse(request, ARRIVAL, Requests.rules((model, at, usage) -> price));
  }

  /** Sets out, and comes to its turn at once where it gets into line. */
  private static Step begin(RequestCourse course, Instant at) {
    return turned(course, course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, at), at);
  }

  private static Step resume(RequestCourse course, Instant at) {
    return turned(course, course.resume(at), at);
  }

  private static Step turned(RequestCourse course, Step step, Instant at) {
    return step instanceof Step.Line ? course.turn(at) : step;
  }
}
