package dev.millrace.inference;

import static dev.millrace.inference.FakeSurroundings.shadowOf;
import static dev.millrace.inference.domain.Requests.CANDIDATE;
import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.Received;
import dev.millrace.inference.domain.RequestCourse;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.Routes;
import dev.millrace.inference.domain.Step;
import dev.millrace.inference.domain.queue.LaneWeights;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.KillScope;
import dev.millrace.record.Lane;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ShadowsTest {

  private final StillWorld time = new StillWorld();
  private final FakeSurroundings world = new FakeSurroundings();
  private final CallDesk desk;
  private final Shadows shadows;

  ShadowsTest() {
    world.clock(time::now);
    world.callsAtOnce(8);
    desk =
        new CallDesk(
            world.limits(),
            time::now,
            time::after,
            time::execute,
            call -> false,
            pipeline -> LaneWeights.DEFAULT);
    shadows = new Shadows(desk, world, Optional.empty(), time::after);
  }

  @Test
  void asksTheCandidateAndKeepsWhatItSays() {
    follow("1");
    time.pass(Duration.ofMillis(250));
    world.answer(shadowOf("1"), answer("bug"));
    time.pass(Duration.ZERO);

    assertThat(world.called()).containsExactly(shadowOf("1"));
    Prediction outcome = onlyOutcome();
    assertThat(outcome.getRequestId()).isEqualTo("1");
    assertThat(outcome.getOutcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(outcome.getLabel()).isEqualTo("bug");
    assertThat(outcome.getRoute()).isEqualTo(Route.SHADOW);
    assertThat(outcome.getModelId()).isEqualTo(CANDIDATE.modelId());
    assertThat(outcome.getModelVersion()).isEqualTo(CANDIDATE.version());
    assertThat(outcome.getCost()).isEqualByComparingTo(BigDecimal.ONE);
    assertThat(outcome.getAttempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.getUsage()).isEqualTo(Requests.USAGE);
              assertThat(attempt.getLatencyMillis()).isEqualTo(250);
              assertThat(attempt.getModelVersion()).isEqualTo(CANDIDATE.version());
            });
  }

  @Test
  void asksOnceWhereItIsThrottledAndLeavesTheModelAloneForAWhile() {
    follow("1");
    time.pass(Duration.ZERO);
    world.answer(shadowOf("1"), failed(Cause.THROTTLED));
    time.pass(Duration.ZERO);
    follow("2");
    time.pass(Duration.ofSeconds(9));

    assertThat(world.called()).containsExactly(shadowOf("1"));
    assertThat(onlyOutcome().getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(onlyOutcome().getCause()).isEqualTo("THROTTLED");
    assertThat(onlyOutcome().getAttempts()).hasSize(1);

    time.pass(Duration.ofMillis(1_100));
    assertThat(world.called()).containsExactly(shadowOf("1"), shadowOf("2"));
  }

  @Test
  void doesNotPutAnAnswerRight() {
    follow("1");
    time.pass(Duration.ZERO);
    world.answer(shadowOf("1"), answer("nonsense"));
    time.pass(Duration.ofMinutes(1));

    assertThat(world.called()).hasSize(1);
    assertThat(onlyOutcome().getCause()).isEqualTo("INVALID_ANSWER");
  }

  @Test
  void keepsARecordOfACallThatADefectEnds() {
    follow(FakeSurroundings.BREAKS);
    follow("2");
    time.pass(Duration.ZERO);

    assertThat(onlyOutcome().getCause()).isEqualTo("INTERNAL_ERROR");
    assertThat(world.called()).as("the others go on").containsExactly(shadowOf("2"));
  }

  @Test
  void doesNotShowWhatNoModelWasAskedFor() {
    InferenceRequest request = request("1", "acme");
    shadows.follow(new Settled(received(1), refused(request), null), request, CANDIDATE);
    shadows.follow(new Settled(received(1), null, null), request, CANDIDATE);
    time.pass(Duration.ofMinutes(1));

    assertThat(world.called()).isEmpty();
    assertThat(world.shadowed()).isEmpty();
    assertThat(shadows.leftOut()).isZero();
  }

  @Test
  void doesNotShowToAModelWhatItHasAnsweredItself() {
    InferenceRequest request = request("1", "acme");
    shadows.follow(
        served(request, 1), request, new ModelRoute(Requests.NOVA.modelId(), 4, Route.SHADOW));
    time.pass(Duration.ofMinutes(1));

    assertThat(world.called()).isEmpty();
  }

  @Test
  void waitsUntilNobodyElseDoes() {
    List<Permit> permits = fillTheLine();
    follow("1");
    time.pass(Duration.ofSeconds(5));
    assertThat(world.called()).isEmpty();

    permits.forEach(permit -> permit.end(Optional.of(answer("bug"))));
    time.pass(Duration.ofMillis(200));

    assertThat(world.called()).containsExactly(shadowOf("1"));
    assertThat(shadows.leftOut()).isZero();
  }

  @Test
  void leavesOutWhatHasWaitedLong() {
    fillTheLine();
    follow("1");
    time.pass(Shadows.PATIENCE.minusMillis(200));
    assertThat(shadows.leftOut()).isZero();

    time.pass(Duration.ofMillis(400));

    assertThat(shadows.leftOut()).isEqualTo(1);
    assertThat(world.called()).isEmpty();
    assertThat(world.shadowed()).as("nothing was paid for").isEmpty();
  }

  @Test
  void holdsNoMoreThanSoMany() {
    fillTheLine();
    for (int i = 0; i < 1_000; i++) {
      follow("request " + i);
    }

    assertThat(shadows.leftOut()).isEqualTo(1_000 - Shadows.MOST_HELD);

    time.pass(Shadows.PATIENCE.plusMillis(200));
    assertThat(shadows.leftOut()).isEqualTo(1_000);
    follow("later");
    assertThat(shadows.leftOut()).as("there is room again").isEqualTo(1_000);
  }

  @Test
  void holdsNoMoreThanSoManyBytes() {
    fillTheLine();
    int bytes = (int) (Shadows.MOST_BYTES / 4);
    for (int i = 0; i < 6; i++) {
      InferenceRequest request = request("large " + i, "acme");
      shadows.follow(served(request, bytes), request, CANDIDATE);
    }

    assertThat(shadows.leftOut()).isEqualTo(2);
  }

  @Test
  void makesAFewCallsAtOnce() {
    for (int i = 0; i < 10; i++) {
      follow("request " + i);
    }
    time.pass(Duration.ofSeconds(1));
    assertThat(world.called()).as("a quarter of eight").hasSize(2);

    world.answer(shadowOf("request 0"), answer("bug"));
    time.pass(Duration.ZERO);

    assertThat(world.called()).hasSize(3);
  }

  @Test
  void letsTenantsTakeTurns() {
    for (int i = 0; i < 100; i++) {
      follow("flood " + i, "flood");
    }
    follow("small", "small");
    time.pass(Duration.ZERO);

    world.answer(shadowOf("flood 0"), answer("bug"));
    world.answer(shadowOf("flood 1"), answer("bug"));
    time.pass(Duration.ZERO);

    assertThat(world.called()).contains(shadowOf("small"));
  }

  @Test
  void letsModelsTakeTurns() {
    for (int i = 0; i < 100; i++) {
      follow("flood " + i);
    }
    InferenceRequest request = request("other", "acme");
    shadows.follow(served(request, 1), request, new ModelRoute("other.model", 5, Route.SHADOW));
    time.pass(Duration.ZERO);

    world.answer(shadowOf("flood 0"), answer("bug"));
    world.answer(shadowOf("flood 1"), answer("bug"));
    time.pass(Duration.ZERO);

    assertThat(world.called()).contains(shadowOf("other"));
  }

  @Test
  void obeysTheKillSwitchOfItsModel() {
    List<Permit> permits = fillTheLine();
    follow("waits");
    time.pass(Duration.ZERO);
    world.kill(KillScope.MODEL, CANDIDATE.modelId());
    permits.forEach(permit -> permit.end(Optional.of(answer("bug"))));
    time.pass(Duration.ofSeconds(1));
    follow("comes later");
    time.pass(Duration.ofSeconds(1));

    assertThat(world.called()).isEmpty();
    assertThat(world.shadowed()).isEmpty();
    assertThat(shadows.leftOut()).isEqualTo(2);
  }

  @Test
  void writesBeforeAStopGoesOnAndBeginsNothingMore() {
    follow("under way");
    time.pass(Duration.ZERO);
    CompletableFuture<Void> rest = desk.rest();
    follow("too late");
    time.pass(Duration.ofSeconds(1));
    assertThat(rest).isNotDone();

    world.answer(shadowOf("under way"), answer("bug"));
    time.pass(Duration.ZERO);

    assertThat(rest).isDone();
    assertThat(onlyOutcome().getRequestId()).isEqualTo("under way");
    assertThat(world.called()).containsExactly(shadowOf("under way"));
  }

  @Test
  void givesBackWhatItTookWhereItsRecordCannotBeWritten() {
    world.breakShadows();
    follow("1");
    follow("2");
    follow("waits");
    time.pass(Duration.ZERO);
    assertThat(world.called()).containsExactly(shadowOf("1"), shadowOf("2"));

    world.answer(shadowOf("1"), answer("bug"));
    time.pass(Duration.ZERO);
    assertThat(world.called()).contains(shadowOf("waits"));
    CompletableFuture<Void> rest = desk.rest();
    world.answer(shadowOf("2"), answer("bug"));
    world.answer(shadowOf("waits"), answer("bug"));
    time.pass(Duration.ZERO);

    assertThat(rest).isDone();
    assertThat(shadows.leftOut()).isEqualTo(3);
  }

  /** Of the candidate's model, as many are under way as may be, and one waits. */
  private List<Permit> fillTheLine() {
    List<Permit> permits = new ArrayList<>();
    for (int i = 0; i <= world.limits().callsAtOnce(); i++) {
      var unused =
          desk.ask(
                  new ModelCall(
                      "served " + i,
                      "acme",
                      "tickets",
                      1,
                      CANDIDATE,
                      new ModelInput.Embedding("text")),
                  new CallDesk.Terms(
                      Lane.INTERACTIVE, time.now().plus(Requests.LIFETIME), false, false))
              .thenAccept(turn -> permits.add(((CallDesk.Turn.Come) turn).permit()));
    }
    return permits;
  }

  private void follow(String requestId) {
    follow(requestId, "acme");
  }

  private void follow(String requestId, String tenant) {
    InferenceRequest request = request(requestId, tenant);
    shadows.follow(served(request, 1), request, CANDIDATE);
  }

  private static InferenceRequest request(String id, String tenant) {
    InferenceRequest request = Requests.classification();
    request.setRequestId(id);
    request.setTenant(tenant);
    return request;
  }

  /** A request that the champion has answered. */
  private Settled served(InferenceRequest request, int bytes) {
    RequestCourse course = new RequestCourse(request, time.now(), world.rules());
    course.begin(Optional.of(Requests.ONLY_NOVA), world.policy("tickets"), time.now());
    course.turn(time.now());
    Step end = course.after(answer("billing"), time.now());
    return new Settled(received(bytes), ((Step.Settle) end).prediction(), null);
  }

  private Prediction refused(InferenceRequest request) {
    Instant tooLate = Requests.BEGINNING.plus(Requests.LIFETIME);
    Step end =
        new RequestCourse(request, tooLate, world.rules())
            .begin(
                Optional.of(new Routes(List.of(Requests.NOVA))), world.policy("tickets"), tooLate);
    return ((Step.Settle) end).prediction();
  }

  private static Received received(int bytes) {
    return new Received(
        "inference-requests", 0, 0, null, new byte[bytes], new String[0], new byte[0][]);
  }

  private static CallResult failed(Cause cause) {
    return new CallResult.Failed(cause, "the endpoint said so", Optional.of("endpoint-9"));
  }

  private Prediction onlyOutcome() {
    assertThat(world.shadowed()).hasSize(1);
    return world.shadowed().get(0);
  }
}
