package dev.millrace.inference;

import static dev.millrace.inference.FakeBatchJobs.Question.CREATE;
import static dev.millrace.inference.FakeBatchJobs.Question.PUT;
import static dev.millrace.inference.domain.Requests.answer;
import static org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness.repartitionOperatorState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.record.KillScope;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Cause;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** The same where the job ends in between: one batch job and one terminal record all the same. */
class BulkRestartTest extends RunningBulkStage {

  @Test
  void findsTheJobAgainAfterACrashBeforeItWasKnown() throws Exception {
    collecting();
    start();
    bulk(0, 1);
    OperatorSubtaskState checkpoint = ask(1);
    crash();

    resume(checkpoint);
    ask(2);
    world.jobs().end("Completed", bugs(0, 1));
    settled(2);

    assertThat(world.jobs().jobs()).isEqualTo(1);
    assertThat(world.jobs().times(PUT)).isEqualTo(1);
    assertThat(predictions()).hasSize(2);
    assertThat(world.called()).isEmpty();
  }

  @Test
  void findsTheJobAgainAfterAStop() throws Exception {
    collecting();
    start();
    bulk(0, 1);
    ask(1);
    OperatorSubtaskState savepoint = checkpoint(2);
    crash();

    resume(savepoint);
    checkpoint(3);
    world.jobs().end("Completed", bugs(0, 1));
    settled(2);

    assertThat(world.jobs().times(CREATE)).isEqualTo(1);
  }

  @Test
  void collectsAnewWhatWasNotClosed() throws Exception {
    collecting();
    start();
    bulk(0);
    OperatorSubtaskState checkpoint = checkpoint(1);
    crash();

    resume(checkpoint);
    bulk(1);
    ask(2);
    world.jobs().end("Completed", bugs(0, 1));
    settled(2);

    assertThat(world.jobs().jobs()).isEqualTo(1);
  }

  @Test
  void asksForOneJobWhereItCrashedBeforeTheCheckpointWasComplete() throws Exception {
    collecting();
    start();
    bulk(0, 1);
    drain();
    OperatorSubtaskState checkpoint = job().snapshot(1, 0);
    crash();

    resume(checkpoint);
    ask(2);

    assertThat(world.jobs().jobs()).isEqualTo(1);
    assertThat(world.jobs().times(CREATE)).isEqualTo(1);
  }

  @Test
  void writesOnlyTheRestWhereHalfWasWrittenBeforeTheCrash() throws Exception {
    collecting();
    start();
    bulk(0, 1);
    ask(1);
    OperatorSubtaskState checkpoint = checkpoint(2);
    world.jobs().breaksAfter(1);
    world.jobs().end("Completed", bugs(0, 1));
    await().pollInSameThread().untilAsserted(() -> assertThat(predictions()).isNotEmpty());
    Prediction first = predictions().get(0);
    world.written(settled().get(0));
    crash();

    resume(checkpoint);
    checkpoint(3);
    settled(1);

    assertThat(world.jobs().jobs()).isEqualTo(1);
    assertThat(predictions())
        .singleElement()
        .satisfies(
            rest -> {
              assertThat(rest.getRequestId()).isNotEqualTo(first.getRequestId());
              assertThat(rest.getOutcome()).isEqualTo(Outcome.ANSWERED);
            });
    assertThat(world.called()).isEmpty();
  }

  @Test
  void writesNothingTwiceWhereAllWasWrittenBeforeTheCrash() throws Exception {
    collecting();
    start();
    bulk(0, 1);
    OperatorSubtaskState checkpoint = ask(1);
    world.jobs().end("Completed", bugs(0, 1));
    settled(2);
    write();
    crash();

    resume(checkpoint);
    checkpoint(2);
    checkpoint(3);
    checkpoint(4);

    assertThat(settled()).isEmpty();
    assertThat(world.jobs().jobs()).isEqualTo(1);
    assertThat(world.called()).isEmpty();
  }

  @Test
  void recordsWhatAStoppedPipelinesJobAnsweredEvenAfterARestart() throws Exception {
    collecting();
    start();
    bulk(0, 1);
    OperatorSubtaskState checkpoint = ask(1);
    world.kill(KillScope.PIPELINE, "tickets");
    crash();

    resume(checkpoint);
    ask(2);
    world.jobs().end("Stopped", bugs(0));
    settled(2);

    assertThat(prediction("request-0").getOutcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(prediction("request-1").getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(prediction("request-1").getCause()).isEqualTo("KILLED");
  }

  @Test
  void keepsABatchWhoseRequestsCannotBeReadYet() throws Exception {
    collecting();
    start();
    bulk(0, 1);
    OperatorSubtaskState first = ask(1);
    crash();
    world.registryAway(true);
    resume(first);
    OperatorSubtaskState second = checkpoint(2);
    crash();
    world.registryAway(false);

    resume(second);
    checkpoint(3);
    world.jobs().end("Completed", bugs(0, 1));
    settled(2);

    assertThat(world.jobs().times(PUT)).isEqualTo(1);
  }

  @Test
  void keepsABatchOnlyWhereItsRequestsAre() throws Exception {
    world.collect(1, 1);
    start();
    bulk(0);
    OperatorSubtaskState whole = ask(1);
    crash();
    int kept = 0;
    for (int instance = 0; instance < 2; instance++) {
      running = harness(2, instance);
      job().initializeState(repartitionOperatorState(whole, MAX_PARALLELISM, 1, 2, instance));
      job().open();
      kept += batches(checkpoint(2));
      crash();
    }

    assertThat(kept).isEqualTo(1);
  }

  @Test
  void aQuietStopLeavesToTheSavepointWhatAJobDidNotAnswer() throws Exception {
    world.callsAtOnce(1);
    collecting();
    start();
    bulk(0, 1);
    ask(1);
    arrive(2);
    Map<String, CallResult> answers = bugs(0);
    answers.put(
        "request-1", new CallResult.Failed(Cause.MODEL_ERROR, "error 500", Optional.of("job/R1")));
    world.jobs().end("PartiallyCompleted", answers);
    settled(1);

    CompletableFuture<Void> quiet = stop.begin();
    world.answer("request-2", answer("bug"));
    await().until(quiet::isDone);
    write();
    OperatorSubtaskState savepoint = checkpoint(2);
    crash();
    stop.end();
    assertThat(world.called()).containsExactly("request-2");

    stop = new QuietStop();
    resume(savepoint);
    checkpoint(3);
    await().untilAsserted(() -> assertThat(world.called()).contains("request-1"));
    assertThat(world.called()).containsExactly("request-2", "request-1");
  }

  private static int batches(OperatorSubtaskState checkpoint) {
    return checkpoint.getManagedOperatorState().stream()
        .map(state -> state.getStateNameToPartitionOffsets().get("bulk-batches"))
        .filter(Objects::nonNull)
        .mapToInt(state -> state.getOffsets().length)
        .sum();
  }
}
