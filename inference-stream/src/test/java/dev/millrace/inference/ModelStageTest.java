package dev.millrace.inference;

import static dev.millrace.inference.domain.Requests.answer;
import static org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness.repackageState;
import static org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness.repartitionOperatorState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.Requests;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** The function in Flink's own operator: what is kept, what is asked again, what is not. */
class ModelStageTest extends RunningStage {

  @Test
  void givesEachRequestItsTerminalRecord() throws Exception {
    start();

    arrive(0, 1);
    world.answer("request-1", answer("bug"));
    world.answer("request-0", answer("billing"));

    assertThat(predictions())
        .extracting(Prediction::getRequestId, Prediction::getLabel)
        .containsExactlyInAnyOrder(tuple("request-0", "billing"), tuple("request-1", "bug"));
  }

  @Test
  void asksAgainForWhatWasUnderWayAtTheCheckpoint() throws Exception {
    start();
    arrive(0);
    OperatorSubtaskState checkpoint = checkpoint(1);
    crash();

    resume(checkpoint);

    assertThat(world.called()).containsExactly("request-0", "request-0");
  }

  @Test
  void doesNotAskAgainForWhatEndedAfterTheCheckpoint() throws Exception {
    start();
    arrive(0, 1);
    OperatorSubtaskState checkpoint = checkpoint(1);
    world.answer("request-0", answer("bug"));
    arrive(2);
    world.answer("request-2", answer("bug"));
    write();
    crash();

    resume(checkpoint);
    arrive(2);

    assertThat(world.called()).containsExactly("request-0", "request-1", "request-2", "request-1");
    assertThat(settled()).isEmpty();
  }

  @Test
  void readsTheJournalFromTheBeginningWhereThereIsNoCheckpoint() throws Exception {
    start();
    arrive(0);
    world.answer("request-0", answer("bug"));
    write();
    crash();

    start();
    arrive(0, 1);

    assertThat(world.called()).containsExactly("request-0", "request-1");
  }

  @Test
  void stillKnowsAfterASecondCrashWhatHasNotComeAgainYet() throws Exception {
    start();
    OperatorSubtaskState first = checkpoint(1);
    arrive(0, 1);
    world.answer("request-0", answer("bug"));
    world.answer("request-1", answer("bug"));
    write();
    crash();
    resume(first);
    arrive(0);
    OperatorSubtaskState second = checkpoint(2);
    OperatorSubtaskState third = checkpoint(3);
    crash();

    resume(third);
    arrive(1, 2);

    assertThat(second).isNotNull();
    assertThat(world.called()).containsExactly("request-0", "request-1", "request-2");
  }

  @Test
  void movesTheFloorWhenTheReplayIsOver() throws Exception {
    start();
    arrive(0, 1);
    world.answer("request-0", answer("bug"));
    world.answer("request-1", answer("bug"));
    write();
    checkpoint(1);
    checkpoint(2);
    OperatorSubtaskState checkpoint = checkpoint(3);
    crash();

    resume(checkpoint);

    assertThat(world.readFrom()).containsExactly(0L, 2L);
  }

  @Test
  void copiesAFailedRequestToTheDeadLettersOnceMore() throws Exception {
    start();
    OperatorSubtaskState checkpoint = checkpoint(1);
    arrive(0);
    world.answer(
        "request-0", new CallResult.Failed(Cause.INVALID_REQUEST, "status 400", Optional.empty()));
    Settled before = settled().get(0);
    write();
    crash();

    resume(checkpoint);
    arrive(0);

    assertThat(before.deadLetter()).isNotNull();
    assertThat(settled())
        .singleElement()
        .satisfies(
            settled -> {
              assertThat(settled.prediction()).isNull();
              assertThat(deadLetter(settled).getCause()).isEqualTo("INVALID_REQUEST");
              assertThat(deadLetter(settled).getRequestId()).isEqualTo("request-0");
              assertThat(deadLetter(settled).getSpecRevision()).isEqualTo(1);
            });
  }

  @Test
  void setsAsideWhatIsNoRequest() throws Exception {
    start();

    job().processElement(received(0, new byte[] {1, 2, 3}), 0);
    job().processElement(received(1, null), 0);

    assertThat(settled())
        .hasSize(2)
        .allSatisfy(
            settled -> {
              assertThat(settled.prediction()).isNull();
              assertThat(deadLetter(settled).getCause()).isEqualTo("UNREADABLE");
            });
  }

  @Test
  void failsOnlyTheRequestWhoseChampionCannotBeLookedUp() throws Exception {
    start();
    InferenceRequest request = Requests.classification();
    request.setPipeline(FakeSurroundings.UNREADABLE);

    job().processElement(received(0, world.encode(request)), 0);
    arrive(1);

    assertThat(world.called()).containsExactly("request-1");
    assertThat(predictions())
        .singleElement()
        .satisfies(
            prediction -> {
              assertThat(prediction.getCause()).isEqualTo("INTERNAL_ERROR");
              assertThat(prediction.getDetail()).contains("model-versions could not be read");
              assertThat(prediction.getAttempts()).isEmpty();
            });
  }

  @Test
  void doesNotAskAgainWhereTheParallelismIsChanged() throws Exception {
    start();
    for (int offset = 0; offset < 4; offset++) {
      arriveAt(1, offset);
    }
    OperatorSubtaskState checkpoint = checkpoint(1);
    for (int offset = 0; offset < 4; offset++) {
      world.answer("request-1-" + offset, answer("bug"));
    }
    write();
    crash();

    List<OperatorSubtaskState> parts = new ArrayList<>();
    for (int instance = 0; instance < 2; instance++) {
      running = harness(2, instance);
      job().initializeState(repartitionOperatorState(checkpoint, MAX_PARALLELISM, 1, 2, instance));
      job().open();
      parts.add(checkpoint(2));
      crash();
    }
    OperatorSubtaskState whole = repackageState(parts.toArray(OperatorSubtaskState[]::new));
    running = harness();
    job().initializeState(repartitionOperatorState(whole, MAX_PARALLELISM, 2, 1, 0));
    job().open();
    arriveAt(1, 3);
    arriveAt(1, 4);

    assertThat(world.called())
        .containsExactly("request-1-0", "request-1-1", "request-1-2", "request-1-3", "request-1-4");
  }

  @Test
  void givesEachPartitionToOneInstance() {
    assertThat(List.of(0, 1, 2, 3, 4))
        .extracting(partition -> ModelStage.owner(partition, 2))
        .containsExactly(0, 1, 0, 1, 0);
  }
}
