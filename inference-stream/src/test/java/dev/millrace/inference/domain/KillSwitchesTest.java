package dev.millrace.inference.domain;

import static dev.millrace.inference.domain.Requests.BEGINNING;
import static dev.millrace.inference.domain.Requests.NOVA;
import static dev.millrace.inference.domain.Requests.ONLY_NOVA;
import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Attempt;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What kill switches do to requests, at each point of their course. */
class KillSwitchesTest {

  private static final Instant NOW = BEGINNING.plusSeconds(1);
  private static final ModelRoute LITE = ModelRoute.fallback("amazon.nova-lite-v1:0");
  private static final ModelRoute PRO = ModelRoute.fallback("amazon.nova-pro-v1:0");
  private static final CallResult THROTTLED =
      new CallResult.Failed(Cause.THROTTLED, "the endpoint answered 429", Optional.empty());
  private static final CallResult UNKNOWN =
      new CallResult.Failed(Cause.UNKNOWN_MODEL, "there is no such model", Optional.empty());

  private final Map<String, KillSwitch> switches = new HashMap<>();
  private final RequestCourse course =
      new RequestCourse(
          Requests.classification(),
          BEGINNING,
          new RequestCourse.Rules(
              new RetryPolicy(
                  new RetryPolicy.Limits(4, Duration.ZERO, Duration.ZERO), new Random(1)),
              new AnswerParser(Optional::of),
              (model, at, usage) -> Optional.of(BigDecimal.ONE),
              (scope, name) -> Optional.ofNullable(switches.get(scope + name)),
              new ResponseCache(new ResponseCache.Bounds(10, 10_000)),
              new AnswerLengths()));

  @ParameterizedTest
  @CsvSource({"PIPELINE, tickets", "TENANT, default", "MODEL, amazon.nova-micro-v1:0"})
  void refuseWithoutACall(KillScope scope, String name) {
    set(scope, name, KillState.ON);

    Prediction refused = settled(course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, NOW));

    assertThat(refused.getOutcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.getCause()).isEqualTo("KILLED");
    assertThat(refused.getDetail()).endsWith(name + " is stopped: wrong labels");
    assertThat(refused.getAttempts()).isEmpty();
    assertThat(refused.getModelId()).isNull();
    assertThat(refused.getCost()).isEqualByComparingTo(BigDecimal.ZERO);
  }

  @ParameterizedTest
  @CsvSource({
    "PIPELINE, tickets, OFF",
    "PIPELINE, others, ON",
    "TENANT, tickets, ON",
    "MODEL, amazon.nova-lite-v1:0, ON"
  })
  void letEverythingElseGoOn(KillScope scope, String name, KillState state) {
    set(scope, name, state);

    assertThat(course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, NOW))
        .isInstanceOf(Step.Line.class);
    assertThat(course.turn(NOW)).isInstanceOf(Step.Call.class);
  }

  @Test
  void leadPastModelsThatAreStopped() {
    set(KillScope.MODEL, NOVA.modelId(), KillState.ON);
    set(KillScope.MODEL, LITE.modelId(), KillState.ON);

    Step.Line line = (Step.Line) course.begin(routes(NOVA, LITE, PRO), Policy.DEFAULT, NOW);
    course.turn(NOW);
    Prediction answered = settled(course.after(answer("bug"), NOW));

    assertThat(line.call().route()).isEqualTo(PRO);
    assertThat(line.otherwise()).isEmpty();
    assertThat(answered.getRoute()).isEqualTo(Route.FALLBACK);
    assertThat(answered.getAttempts()).extracting(Attempt::getModelId).containsOnly(PRO.modelId());
  }

  @Test
  void doNotNameAStoppedModelAsTheOneThatStandsIn() {
    set(KillScope.MODEL, LITE.modelId(), KillState.ON);

    Step.Line line = (Step.Line) course.begin(routes(NOVA, LITE, PRO), Policy.DEFAULT, NOW);

    assertThat(line.call().route()).isEqualTo(NOVA);
    assertThat(line.otherwise()).contains(PRO);
  }

  @Test
  void refuseWhatWaitsInLine() {
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, NOW);
    set(KillScope.TENANT, "default", KillState.ON);

    Prediction refused = settled(course.resume(NOW));

    assertThat(refused.getOutcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.getCause()).isEqualTo("KILLED");
  }

  @Test
  void areLookedAtWhenTheTurnComes() {
    course.begin(routes(NOVA, LITE), Policy.DEFAULT, NOW);
    set(KillScope.MODEL, NOVA.modelId(), KillState.ON);

    Step again = course.turn(NOW);

    assertThat(((Step.Line) again).call().route()).isEqualTo(LITE);
    assertThat(((Step.Line) again).call().attempt()).as("the first was not made").isEqualTo(1);
  }

  @Test
  void letACallUnderWayEnd() {
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, NOW);
    course.turn(NOW);
    set(KillScope.PIPELINE, "tickets", KillState.ON);

    assertThat(settled(course.after(answer("bug"), NOW)).getOutcome()).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void failWhatWasAskedBefore() {
    course.begin(Optional.of(ONLY_NOVA), Policy.DEFAULT, NOW);
    course.turn(NOW);
    assertThat(course.after(THROTTLED, NOW)).isInstanceOf(Step.Pause.class);
    set(KillScope.PIPELINE, "tickets", KillState.ON);

    Prediction failed = settled(course.resume(NOW));

    assertThat(failed.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(failed.getCause()).isEqualTo("KILLED");
    assertThat(failed.getAttempts()).hasSize(1);
  }

  @Test
  void leaveTheFailureOfAModelAsItIsWhereTheOneThatStandsInIsStopped() {
    set(KillScope.MODEL, LITE.modelId(), KillState.ON);
    course.begin(routes(NOVA, LITE), Policy.DEFAULT, NOW);
    course.turn(NOW);

    assertThat(settled(course.after(UNKNOWN, NOW)).getCause()).isEqualTo("UNKNOWN_MODEL");
  }

  @Test
  void keepTheModelInLineWhereTheOneThatStandsInWasStoppedMeanwhile() {
    course.begin(routes(NOVA, LITE), Policy.DEFAULT, NOW);
    set(KillScope.MODEL, LITE.modelId(), KillState.ON);

    Step.Line line = (Step.Line) course.elsewhere(NOW);

    assertThat(line.call().route()).isEqualTo(NOVA);
    assertThat(line.otherwise()).isEmpty();
  }

  @Test
  void sayWhichCallsMayNotBegin() {
    ModelCall call = ((Step.Line) course.begin(routes(NOVA, LITE), Policy.DEFAULT, NOW)).call();
    KillSwitches some = (scope, name) -> Optional.ofNullable(switches.get(scope + name));
    assertThat(some.stop(call)).isFalse();

    set(KillScope.MODEL, NOVA.modelId(), KillState.ON);

    assertThat(some.stop(call)).isTrue();
    assertThat(some.against("tickets", "default")).isEmpty();
  }

  private void set(KillScope scope, String name, KillState state) {
    switches.put(
        scope + name, new KillSwitch(scope, name, state, "wrong labels", "ada", BEGINNING));
  }

  private static Optional<Routes> routes(ModelRoute... routes) {
    return Optional.of(new Routes(List.of(routes)));
  }

  private static Prediction settled(Step step) {
    return ((Step.Settle) step).prediction();
  }
}
