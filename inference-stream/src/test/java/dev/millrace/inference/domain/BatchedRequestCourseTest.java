package dev.millrace.inference.domain;

import static dev.millrace.inference.domain.Requests.BEGINNING;
import static dev.millrace.inference.domain.Requests.LIFETIME;
import static dev.millrace.inference.domain.Requests.NOVA;
import static dev.millrace.inference.domain.Requests.ONLY_NOVA;
import static dev.millrace.inference.domain.Requests.USAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.record.Attempt;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.KillScope;
import dev.millrace.record.KillState;
import dev.millrace.record.KillSwitch;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A request whose first call a batch job makes. */
class BatchedRequestCourseTest {

  private static final BigDecimal WHOLE = new BigDecimal("0.000004900000");
  private static final BigDecimal HALF = new BigDecimal("0.000002450000");
  private static final Instant SUBMITTED = BEGINNING.plus(Duration.ofMinutes(15));
  private static final Instant OVER = BEGINNING.plus(Duration.ofHours(3));

  private static final CallResult UNANSWERED =
      new CallResult.Failed(Cause.BATCH_FAILED, "the batch job ended as Expired", Optional.empty());

  private final InferenceRequest request = Requests.classification();
  private boolean killed;

  private final RequestCourse course =
      new RequestCourse(request, BEGINNING, rules(Requests.rules(new Halving())));

  /** Knows both prices. */
  private static final class Halving implements Pricing {
    @Override
    public Optional<BigDecimal> cost(String modelId, Instant at, TokenUsage usage) {
      return Optional.of(WHOLE);
    }

    @Override
    public Optional<BigDecimal> batchCost(String modelId, Instant at, TokenUsage usage) {
      return Optional.of(HALF);
    }
  }

  @Test
  void costsThePriceOfBatchJobs() {
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, BEGINNING);
    Prediction prediction = settled(course.fetched(batched("bug"), SUBMITTED, OVER));

    assertThat(prediction.getLabel()).isEqualTo("bug");
    assertThat(prediction.getCost()).isEqualTo(HALF);
    assertThat(prediction.getCompletedAt()).isEqualTo(OVER);
    assertThat(prediction.getLatencies().getWaitMillis())
        .isEqualTo(Duration.between(BEGINNING, SUBMITTED).toMillis());
    assertThat(prediction.getAttempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.getServiceTier()).isEqualTo("batch");
              assertThat(attempt.getCost()).isEqualTo(HALF);
              assertThat(attempt.getStartedAt()).isEqualTo(SUBMITTED);
            });
  }

  @Test
  void countsWhatIsPaidForEvenAfterTheDeadline() {
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, BEGINNING);
    Prediction prediction =
        settled(course.fetched(batched("bug"), SUBMITTED, BEGINNING.plus(LIFETIME)));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void asksAloneForWhatTheJobDidNotAnswer() {
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, BEGINNING);
    Step again = course.fetched(UNANSWERED, SUBMITTED, OVER);
    course.turn(OVER);
    Prediction prediction = settled(course.after(Requests.answer("bug"), OVER.plusSeconds(1)));

    assertThat(((Step.Line) again).call().attempt()).isEqualTo(2);
    assertThat(prediction.getCost()).isEqualTo(WHOLE);
    assertThat(prediction.getAttempts())
        .extracting(Attempt::getResult, Attempt::getServiceTier)
        .containsExactly(tuple("BATCH_FAILED", "batch"), tuple("ANSWERED", "default"));
  }

  @Test
  void failsWhereNoTimeIsLeftToAskAlone() {
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, BEGINNING);
    Prediction prediction =
        settled(course.fetched(UNANSWERED, SUBMITTED, BEGINNING.plus(LIFETIME)));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction.getCause()).isEqualTo("BATCH_FAILED");
    assertThat(prediction.getDetail()).contains("Expired").contains("no time was left");
  }

  @Test
  void putsAnInvalidAnswerRightByACallOfItsOwn() {
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, BEGINNING);
    Step repair = course.fetched(batched("no idea"), SUBMITTED, OVER);
    course.turn(OVER);
    Prediction prediction = settled(course.after(Requests.answer("bug"), OVER.plusSeconds(1)));

    assertThat(((ModelInput.Chat) ((Step.Line) repair).call().input()).correction()).isPresent();
    assertThat(prediction.getCost()).isEqualTo(WHOLE.add(HALF));
  }

  @Test
  void blocksWhatTheModelStopped() {
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, BEGINNING);
    Prediction prediction =
        settled(course.fetched(batched("", "content_filtered"), SUBMITTED, OVER));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(prediction.getCost()).isEqualTo(HALF);
  }

  @Test
  void rejoinsItsJobWhateverIsStoppedAndWhoeverIsChampionNow() {
    killed = true;
    ModelRoute former = new ModelRoute("amazon.nova-lite-v1:0", 2, Route.CHAMPION);
    Step line = course.rejoin(ONLY_NOVA.behind(former), Policy.DEFAULT);
    Prediction prediction = settled(course.fetched(batched("bug"), SUBMITTED, OVER));

    assertThat(((Step.Line) line).call().route()).isEqualTo(former);
    assertThat(prediction.getModelId()).isEqualTo(former.modelId());
    assertThat(prediction.getModelVersion()).isEqualTo(2);
  }

  /** What the spec says now holds for what a job of a former life answers. */
  @Test
  void rejoinsItsJobUnderThePolicyInForce() {
    Policy strict =
        new Policy(
            Optional.empty(), false, Optional.of(new GuardrailId("g", "1")), Optional.empty());
    Step line = course.rejoin(ONLY_NOVA.behind(NOVA), strict);
    Prediction prediction = settled(course.fetched(batched("no idea"), SUBMITTED, OVER));

    assertThat(((Step.Line) line).call().guardrail()).contains(new GuardrailId("g", "1"));
    assertThat(prediction.getCause()).as("nothing is put right").isEqualTo("INVALID_ANSWER");
  }

  /** Four calls at most: that of the job, and three that are turned away. */
  @Test
  void countsTheJobsAnswerAsACall() {
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, BEGINNING);
    course.fetched(batched("no idea"), SUBMITTED, OVER);
    CallResult away = new CallResult.Failed(Cause.THROTTLED, "too many", Optional.empty());
    for (int call = 2; call <= 3; call++) {
      course.turn(OVER);
      assertThat(course.after(away, OVER)).isInstanceOf(Step.Pause.class);
      course.resume(OVER);
    }
    course.turn(OVER);

    assertThat(settled(course.after(away, OVER)).getAttempts()).hasSize(4);
  }

  @Test
  void asksNobodyAloneOnceItIsStopped() {
    course.rejoin(ONLY_NOVA.behind(NOVA), Policy.DEFAULT);
    killed = true;
    Prediction prediction = settled(course.fetched(UNANSWERED, SUBMITTED, OVER));

    assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction.getCause()).isEqualTo("KILLED");
  }

  private RequestCourse.Rules rules(RequestCourse.Rules usual) {
    return new RequestCourse.Rules(
        usual.retries(),
        usual.parser(),
        usual.pricing(),
        (scope, name) ->
            killed && scope == KillScope.PIPELINE
                ? Optional.of(new KillSwitch(scope, name, KillState.ON, "no", "ada", BEGINNING))
                : Optional.empty(),
        usual.cache(),
        usual.lengths());
  }

  private static CallResult batched(String text) {
    return batched(text, "end_turn");
  }

  private static CallResult batched(String text, String stopReason) {
    return new CallResult.Answered(
        new CallResult.Content.Text(text),
        stopReason,
        new CallResult.Report(
            Optional.of("job/R0"), Optional.of(USAGE), Optional.empty(), Optional.of("batch")));
  }

  private static Prediction settled(Step step) {
    return ((Step.Settle) step).prediction();
  }
}
