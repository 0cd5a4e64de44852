package dev.millrace.inference;

import static dev.millrace.inference.FakeSurroundings.shadowOf;
import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.Requests;
import dev.millrace.record.KillScope;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.Cause;
import dev.millrace.schemas.json.RecordJson;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shadows in Flink's own operator: what they leave as it is, and what is not asked again. */
class ShadowStageTest extends RunningStage {

  @BeforeEach
  void showEveryRequestToACandidate() {
    world.routes(Requests.SHADOWED_NOVA);
  }

  @Test
  void servesBeforeTheCandidateIsAsked() throws Exception {
    start();
    arrive(0, 1);
    assertThat(world.called()).containsExactly("request-0", "request-1");

    world.answer("request-1", answer("bug"));
    await().untilAsserted(() -> assertThat(world.called()).contains(shadowOf("request-1")));

    assertThat(predictions())
        .singleElement()
        .satisfies(
            prediction -> {
              assertThat(prediction.getRequestId()).isEqualTo("request-1");
              assertThat(prediction.getRoute()).isEqualTo(Route.CHAMPION);
              assertThat(prediction.getAttempts()).hasSize(1);
            });
    assertThat(world.called()).doesNotContain(shadowOf("request-0"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      names = {"THROTTLED", "TIMEOUT", "ACCESS_DENIED", "INVALID_REQUEST"})
  void changesNothingOfWhatIsServedWhereTheShadowFails(Cause cause) throws Exception {
    world.callsAtOnce(1);
    start();
    arrive(0, 1, 2);
    answerOneAfterTheOther();
    List<Settled> served = settled();
    await().untilAsserted(() -> assertThat(world.called()).contains(shadowOf("request-0")));
    world.answer(
        shadowOf("request-0"),
        new CallResult.Failed(cause, "the endpoint said so", Optional.of("endpoint-9")));
    await().untilAsserted(() -> assertThat(world.shadowed()).hasSize(1));
    assertThat(settled()).as("nothing comes after").hasSameSizeAs(served);
    crash();

    world = new FakeSurroundings();
    world.callsAtOnce(1);
    start();
    arrive(0, 1, 2);
    answerOneAfterTheOther();

    assertThat(predictions(settled())).isEqualTo(predictions(served)).hasSize(3);
    assertThat(served).extracting(Settled::deadLetter).containsOnlyNulls();
  }

  @Test
  void keepsTheShadowsOutcomeApart() throws Exception {
    start();
    arrive(0);
    world.answer("request-0", answer("bug"));
    await().untilAsserted(() -> assertThat(world.called()).contains(shadowOf("request-0")));
    world.answer(shadowOf("request-0"), answer("billing"));

    await().untilAsserted(() -> assertThat(world.shadowed()).hasSize(1));

    assertThat(world.shadowed())
        .extracting(Prediction::getRequestId, Prediction::getLabel, Prediction::getRoute)
        .containsExactly(tuple("request-0", "billing", Route.SHADOW));
    assertThat(predictions()).extracting(Prediction::getLabel).containsExactly("bug");
  }

  @Test
  void doesNotAskAgainAfterACrashForAShadowWhoseRequestHasEnded() throws Exception {
    start();
    arrive(0);
    OperatorSubtaskState checkpoint = checkpoint(1);
    world.answer("request-0", answer("bug"));
    await().untilAsserted(() -> assertThat(world.called()).contains(shadowOf("request-0")));
    write();
    crash();

    resume(checkpoint);
    arrive(0, 1);
    world.answer("request-1", answer("bug"));
    await().untilAsserted(() -> assertThat(world.called()).contains(shadowOf("request-1")));

    assertThat(world.called())
        .containsExactly("request-0", shadowOf("request-0"), "request-1", shadowOf("request-1"));
    assertThat(world.shadowed()).as("what died with the process is lost").isEmpty();
  }

  @Test
  void takesTheShadowFromTheNextRequestOn() throws Exception {
    start();
    world.routes(Requests.ONLY_NOVA);
    arrive(0);
    world.routes(Requests.SHADOWED_NOVA);
    arrive(1);
    world.answer("request-0", answer("bug"));
    world.answer("request-1", answer("bug"));

    await().untilAsserted(() -> assertThat(world.called()).contains(shadowOf("request-1")));

    assertThat(world.called()).doesNotContain(shadowOf("request-0"));
  }

  @Test
  void goesOnServingWhereTheShadowsModelIsStopped() throws Exception {
    start();
    world.kill(KillScope.MODEL, Requests.CANDIDATE.modelId());
    arrive(0, 1);
    world.answer("request-0", answer("bug"));
    world.answer("request-1", answer("bug"));

    assertThat(predictions())
        .extracting(Prediction::getOutcome)
        .containsExactly(Outcome.ANSWERED, Outcome.ANSWERED);
    assertThat(world.called()).containsExactly("request-0", "request-1");
  }

  @Test
  void aQuietStopLetsShadowCallsEnd() throws Exception {
    start();
    arrive(0);
    world.answer("request-0", answer("bug"));
    await().untilAsserted(() -> assertThat(world.called()).contains(shadowOf("request-0")));
    CompletableFuture<Void> quiet = stop.begin();
    assertThat(quiet).isNotDone();

    world.answer(shadowOf("request-0"), answer("bug"));
    await().until(quiet::isDone);

    assertThat(world.shadowed()).hasSize(1);
    stop.end();
  }

  private static void answerOneAfterTheOther() {
    for (int number = 0; number < 3; number++) {
      String request = "request-" + number;
      await().untilAsserted(() -> assertThat(world.called()).contains(request));
      world.answer(request, answer("bug"));
    }
  }

  /** Every field of them. */
  private static List<JsonNode> predictions(List<Settled> settled) {
    return settled.stream()
        .<JsonNode>map(one -> RecordJson.of(Objects.requireNonNull(one.prediction())))
        .toList();
  }
}
