package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.millrace.record.KillScope;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Requests that cannot be asked at once: what goes on beside them, and what becomes of them. */
class WaitingRequestsTest extends RunningStage {

  @Test
  void letsOthersWaitTheirTurn() throws Exception {
    world.callsAtOnce(1);
    start();
    arrive(0, 1);
    assertThat(world.called()).containsExactly("request-0");

    world.answer("request-0", answer("bug"));
    await().untilAsserted(() -> assertThat(world.called()).hasSize(2));
    world.answer("request-1", answer("bug"));

    assertThat(predictions())
        .extracting(Prediction::getRequestId)
        .containsExactly("request-0", "request-1");
  }

  @Test
  void refusesWhatWaitsWhenItsPipelineIsStopped() throws Exception {
    world.callsAtOnce(1);
    start();
    arrive(0, 1, 2);

    world.kill(KillScope.PIPELINE, "tickets");
    await().pollInSameThread().untilAsserted(() -> assertThat(predictions()).hasSize(2));
    world.answer("request-0", answer("bug"));
    arrive(3);

    assertThat(world.called()).containsExactly("request-0");
    assertThat(predictions())
        .extracting(Prediction::getRequestId, Prediction::getOutcome, Prediction::getCause)
        .containsExactlyInAnyOrder(
            tuple("request-1", Outcome.REFUSED, "KILLED"),
            tuple("request-2", Outcome.REFUSED, "KILLED"),
            tuple("request-0", Outcome.ANSWERED, null),
            tuple("request-3", Outcome.REFUSED, "KILLED"));
  }

  @Test
  void goesOnAfterACallThatADefectKeepsFromBeginning() throws Exception {
    world.callsAtOnce(1);
    start();
    arrive(13, 1);

    assertThat(predictions())
        .singleElement()
        .satisfies(
            prediction -> {
              assertThat(prediction.getRequestId()).isEqualTo(FakeSurroundings.BREAKS);
              assertThat(prediction.getOutcome()).isEqualTo(Outcome.FAILED);
              assertThat(prediction.getCause()).isEqualTo("INTERNAL_ERROR");
            });
    assertThat(world.called()).as("its turn was given back").containsExactly("request-1");
  }

  @Test
  void asksAgainForWhatWaitedItsTurnAtTheCheckpoint() throws Exception {
    world.callsAtOnce(1);
    start();
    arrive(0, 1);
    OperatorSubtaskState checkpoint = checkpoint(1);
    crash();

    world.callsAtOnce(2);
    resume(checkpoint);

    assertThat(world.called()).containsExactlyInAnyOrder("request-0", "request-0", "request-1");
  }

  @Test
  void aQuietStopLetsCallsEndAndLeavesTheRestToTheSavepoint() throws Exception {
    world.callsAtOnce(1);
    start();
    arrive(0, 1);
    CompletableFuture<Void> quiet = stop.begin();
    assertThat(quiet).isNotDone();

    world.answer("request-0", answer("bug"));
    await().until(quiet::isDone);
    write();
    OperatorSubtaskState savepoint = checkpoint(1);
    crash();
    stop.end();
    assertThat(world.called()).containsExactly("request-0");

    stop = new QuietStop();
    resume(savepoint);

    assertThat(world.called()).containsExactly("request-0", "request-1");
  }

  @Test
  void aQuietStopWaitsForARequestWhoseAnswerIsPutRight() throws Exception {
    world.callsAtOnce(1);
    start();
    arrive(0, 1);
    CompletableFuture<Void> quiet = stop.begin();

    world.answer("request-0", answer("nonsense"));
    await().untilAsserted(() -> assertThat(world.called()).hasSize(2));
    assertThat(quiet).isNotDone();
    world.answer("request-0", answer("bug"));
    await().until(quiet::isDone);

    assertThat(world.called()).containsExactly("request-0", "request-0");
    assertThat(predictions())
        .singleElement()
        .satisfies(prediction -> assertThat(prediction.getAttempts()).hasSize(2));
    stop.end();
  }

  @Test
  void beginsNoCallAfterAStopThatCameBeforeTheStage() throws Exception {
    CompletableFuture<Void> quiet = stop.begin();
    start();
    arrive(0);

    await().until(quiet::isDone);
    assertThat(world.called()).isEmpty();
    stop.end();
  }

  @Test
  void waitsForTheRegistryWithoutStoppingTheOthers() throws Exception {
    start();
    arrive(0);
    world.registryAway(true);
    arrive(1);
    world.answer("request-0", answer("bug"));
    checkpoint(1);
    world.registryAway(false);

    await().untilAsserted(() -> assertThat(world.called()).contains("request-1"));

    world.answer("request-1", answer("bug"));
    assertThat(predictions())
        .extracting(Prediction::getRequestId, Prediction::getOutcome)
        .containsExactly(
            tuple("request-0", Outcome.ANSWERED), tuple("request-1", Outcome.ANSWERED));
  }

  @Test
  void doesNotAskAgainForWhatHadEndedWhenTheRegistryComesBack() throws Exception {
    start();
    arrive(0);
    OperatorSubtaskState checkpoint = checkpoint(1);
    world.answer("request-0", answer("bug"));
    write();
    crash();
    world.registryAway(true);

    resume(checkpoint);
    checkpoint(2);
    checkpoint(3);
    checkpoint(4);
    arrive(1);
    world.registryAway(false);

    await().untilAsserted(() -> assertThat(world.called()).contains("request-1"));
    assertThat(world.called()).containsExactly("request-0", "request-1");
    assertThat(settled()).isEmpty();
  }
}
