package dev.millrace.inference.domain;

import static dev.millrace.inference.domain.Requests.BEGINNING;
import static dev.millrace.inference.domain.Requests.NOVA;
import static dev.millrace.inference.domain.Requests.ONLY_NOVA;
import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.InferenceRequest;
import dev.millrace.record.KillScope;
import dev.millrace.record.KillState;
import dev.millrace.record.KillSwitch;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests whose answer may have been given before. */
class CachedRequestsTest {

  private static final Instant NOW = BEGINNING.plusSeconds(1);
  private static final Policy CACHED =
      new Policy(Optional.empty(), true, Optional.empty(), Optional.of(Duration.ofMinutes(10)));
  private static final CallResult AWAY =
      new CallResult.Failed(Cause.UNAVAILABLE, "the endpoint answered 503", Optional.empty());

  private final ResponseCache cache = new ResponseCache(new ResponseCache.Bounds(10, 100_000));
  private boolean stopped;

  @Test
  void areAnsweredOnceMoreWithoutACall() {
    answered("request-1", CACHED, "billing");

    Prediction again = settled(begin(request("request-2"), CACHED, NOW.plusSeconds(5)));

    assertThat(again.getOutcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(again.getLabel()).isEqualTo("billing");
    assertThat(again.getCachedFrom()).isEqualTo("request-1");
    assertThat(again.getAttempts()).isEmpty();
    assertThat(again.getCost()).isEqualByComparingTo(BigDecimal.ZERO);
    assertThat(again.getModelId()).isEqualTo(NOVA.modelId());
    assertThat(again.getModelVersion()).isEqualTo(NOVA.version());
    assertThat(again.getRoute()).isEqualTo(Route.CHAMPION);
    assertThat(again.getStopReason()).isEqualTo("end_turn");
    assertThat(again.getLatencies().getCallMillis()).isZero();
  }

  @Test
  void areAskedWhereTheSpecSaysNothing() {
    Prediction first = answered("request-1", Policy.DEFAULT, "billing");

    assertThat(first.getCachedFrom()).isNull();
    assertThat(begin(request("request-2"), Policy.DEFAULT, NOW)).isInstanceOf(Step.Line.class);
    assertThat(begin(request("request-2"), CACHED, NOW)).isInstanceOf(Step.Line.class);
  }

  @Test
  void areAskedWhereAnythingIsDifferent() {
    answered("request-1", CACHED, "billing");
    InferenceRequest tenant = request("request-2");
    tenant.setTenant("other");
    InferenceRequest words = request("request-3");
    words.getPrompt().setUser("My invoice is wrong!");
    InferenceRequest revision = request("request-4");
    revision.setPromptRevision(2);

    assertThat(List.of(tenant, words, revision))
        .allSatisfy(other -> assertThat(begin(other, CACHED, NOW)).isInstanceOf(Step.Line.class));
    Policy guarded =
        new Policy(
            Optional.empty(), true, Optional.of(new GuardrailId("g", "1")), CACHED.cacheFor());
    assertThat(begin(request("request-5"), guarded, NOW)).isInstanceOf(Step.Line.class);
    assertThat(begin(request("request-6"), CACHED, NOW.plusSeconds(600)))
        .isInstanceOf(Step.Line.class);
  }

  @Test
  void leaveNothingBehindWhereTheyWereNotAnswered() {
    RequestCourse blocked = course(request("request-1"));
    blocked.begin(Optional.of(ONLY_NOVA), CACHED, NOW);
    blocked.turn(NOW);
    blocked.after(answer("bug", "guardrail_intervened", Optional.of(Requests.USAGE)), NOW);
    RequestCourse invalid = course(request("request-2"));
    invalid.begin(Optional.of(ONLY_NOVA), new Policy(Optional.empty(), false), NOW);
    invalid.turn(NOW);
    invalid.after(answer("neither"), NOW);
    RequestCourse failed = course(request("request-3"));
    failed.begin(Optional.of(ONLY_NOVA), CACHED, NOW);
    failed.giveUp(Cause.INTERNAL_ERROR, "a defect", NOW);

    assertThat(cache.size()).isZero();
  }

  @Test
  void leaveTheAnswerThatWasPutRight() {
    RequestCourse course = course(request("request-1"));
    course.begin(Optional.of(ONLY_NOVA), CACHED, NOW);
    course.turn(NOW);
    course.after(answer("perhaps billing"), NOW);
    course.turn(NOW);
    course.after(answer("billing"), NOW);

    Prediction again = settled(begin(request("request-2"), CACHED, NOW));

    assertThat(again.getLabel()).isEqualTo("billing");
  }

  @Test
  void keepTheAnswersOfModelsApart() {
    Routes routes = new Routes(List.of(NOVA, ModelRoute.fallback("other")));
    RequestCourse course = course(request("request-1"));
    course.begin(Optional.of(routes), CACHED, NOW);
    course.turn(NOW);
    course.after(
        new CallResult.Failed(Cause.UNKNOWN_MODEL, "there is none", Optional.empty()), NOW);
    course.turn(NOW);
    course.after(answer("billing"), NOW);

    Step.Line first =
        (Step.Line) course(request("request-2")).begin(Optional.of(routes), CACHED, NOW);

    assertThat(first.call().route()).isEqualTo(NOVA);
  }

  @Test
  void areLookedUpAgainAfterAPause() {
    RequestCourse waiting = course(request("request-1"));
    waiting.begin(Optional.of(ONLY_NOVA), CACHED, NOW);
    waiting.turn(NOW);
    assertThat(waiting.after(AWAY, NOW)).isInstanceOf(Step.Pause.class);
    answered("request-2", CACHED, "bug");

    Prediction prediction = settled(waiting.resume(NOW));

    assertThat(prediction.getCachedFrom()).isEqualTo("request-2");
    assertThat(prediction.getAttempts()).hasSize(1);
  }

  @Test
  void areRefusedWhereTheyAreStopped() {
    answered("request-1", CACHED, "billing");
    stopped = true;

    assertThat(settled(begin(request("request-2"), CACHED, NOW)).getCause()).isEqualTo("KILLED");
  }

  private Prediction answered(String id, Policy policy, String label) {
    RequestCourse course = course(request(id));
    course.begin(Optional.of(ONLY_NOVA), policy, NOW);
    course.turn(NOW);
    return settled(course.after(answer(label), NOW));
  }

  private Step begin(InferenceRequest request, Policy policy, Instant now) {
    return course(request).begin(Optional.of(ONLY_NOVA), policy, now);
  }

  private RequestCourse course(InferenceRequest request) {
    return new RequestCourse(
        request,
        BEGINNING,
        new RequestCourse.Rules(
            new RetryPolicy(new RetryPolicy.Limits(4, Duration.ZERO, Duration.ZERO), new Random(1)),
            new AnswerParser(Optional::of),
            (model, at, usage) -> Optional.of(BigDecimal.ONE),
            (scope, name) ->
                stopped && scope == KillScope.PIPELINE
                    ? Optional.of(
                        new KillSwitch(scope, name, KillState.ON, "wrong", "ada", BEGINNING))
                    : Optional.empty(),
            cache,
            new AnswerLengths()));
  }

  private static InferenceRequest request(String id) {
    InferenceRequest request = Requests.classification();
    request.setRequestId(id);
    return request;
  }

  private static Prediction settled(Step step) {
    return ((Step.Settle) step).prediction();
  }
}
