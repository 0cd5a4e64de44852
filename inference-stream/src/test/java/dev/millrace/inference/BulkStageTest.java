package dev.millrace.inference;

import static dev.millrace.inference.FakeBatchJobs.Question.CREATE;
import static dev.millrace.inference.FakeBatchJobs.Question.PUT;
import static dev.millrace.inference.domain.Requests.USAGE;
import static dev.millrace.inference.domain.Requests.answer;
import static org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness.repartitionOperatorState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.bedrock.BatchJobsException.Reason;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.Requests;
import dev.millrace.record.Attempt;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.KillScope;
import dev.millrace.record.Lane;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.Cause;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Requests that go by batch jobs, in Flink's own operator: one job and one terminal record. */
class BulkStageTest extends RunningStage {

  @Test
  void givesRequestsOfAJobTheRecordsOfAnyOther() throws Exception {
    collecting();
    start();
    bulk(0, 1);
    ask(1);
    world
        .jobs()
        .end("Completed", Map.of("request-0", batched("bug"), "request-1", batched("billing")));
    settled(2);

    assertThat(predictions())
        .extracting(Prediction::getRequestId, Prediction::getLabel, Prediction::getOutcome)
        .containsExactlyInAnyOrder(
            tuple("request-0", "bug", Outcome.ANSWERED),
            tuple("request-1", "billing", Outcome.ANSWERED));
    assertThat(predictions())
        .allSatisfy(
            prediction -> {
              assertThat(prediction.getModelId()).isEqualTo(Requests.NOVA.modelId());
              assertThat(prediction.getModelVersion()).isEqualTo(3);
              assertThat(prediction.getRoute()).isEqualTo(Route.CHAMPION);
              assertThat(prediction.getLane()).isEqualTo(Lane.BULK);
              assertThat(prediction.getAttempts())
                  .singleElement()
                  .satisfies(
                      attempt -> {
                        assertThat(attempt.getServiceTier()).isEqualTo("batch");
                        assertThat(attempt.getUsage()).isEqualTo(USAGE);
                        assertThat(attempt.getStartedAt()).isEqualTo(FakeBatchJobs.SUBMITTED);
                        assertThat(attempt.getRecords()).isEqualTo(1);
                        assertThat(attempt.getResult()).isEqualTo("ANSWERED");
                      });
            });
    assertThat(world.called()).isEmpty();
  }

  @Test
  void goesOnWithInteractiveRequestsMeanwhile() throws Exception {
    collecting();
    start();
    bulk(0, 1);
    arrive(2);
    world.answer("request-2", answer("bug"));

    assertThat(predictions()).extracting(Prediction::getRequestId).containsExactly("request-2");
  }

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
  void asksAloneForWhatTheJobDidNotAnswerAndKeepsTheAttempt() throws Exception {
    collecting();
    start();
    bulk(0, 1);
    ask(1);
    world.jobs().end("Expired", Map.of("request-0", batched("bug")));
    await().untilAsserted(() -> assertThat(world.called()).containsExactly("request-1"));
    world.answer("request-1", answer("billing"));
    settled(2);

    assertThat(prediction("request-1").getLabel()).isEqualTo("billing");
    assertThat(prediction("request-1").getAttempts())
        .extracting(Attempt::getNumber, Attempt::getResult, Attempt::getServiceTier)
        .containsExactly(tuple(1, "BATCH_FAILED", "batch"), tuple(2, "ANSWERED", "default"));
  }

  @Test
  void putsAnInvalidAnswerOfAJobRightByACallOfItsOwn() throws Exception {
    collecting();
    start();
    bulk(0, 1);
    ask(1);
    world
        .jobs()
        .end("Completed", Map.of("request-0", batched("no idea"), "request-1", batched("bug")));
    await().untilAsserted(() -> assertThat(world.called()).containsExactly("request-0"));
    world.answer("request-0", answer("bug"));
    settled(2);

    assertThat(prediction("request-0").getAttempts())
        .extracting(Attempt::getResult)
        .containsExactly("INVALID_ANSWER", "ANSWERED");
  }

  @Test
  void asksAloneForARecordThatTheJobSaysAnErrorOf() throws Exception {
    collecting();
    start();
    bulk(0, 1);
    ask(1);
    Map<String, CallResult> answers = bugs(1);
    answers.put(
        "request-0",
        new CallResult.Failed(Cause.INVALID_REQUEST, "error 400", Optional.of("job/R0")));
    world.jobs().end("PartiallyCompleted", answers);
    await().untilAsserted(() -> assertThat(world.called()).containsExactly("request-0"));
    world.answer("request-0", answer("bug"));
    settled(2);

    assertThat(prediction("request-0").getAttempts())
        .extracting(Attempt::getResult, Attempt::getEndpointRequestId)
        .containsExactly(tuple("INVALID_REQUEST", "job/R0"), tuple("ANSWERED", "endpoint-1"));
  }

  @Test
  void asksAloneWhereThereCanBeNoJob() throws Exception {
    world.jobs().fails(CREATE, Reason.REFUSED);
    collecting();
    start();
    bulk(0, 1);
    checkpoint(1);
    await()
        .untilAsserted(
            () -> assertThat(world.called()).containsExactlyInAnyOrder("request-0", "request-1"));
    world.answer("request-0", answer("bug"));
    world.answer("request-1", answer("bug"));
    settled(2);

    assertThat(prediction("request-0").getAttempts())
        .extracting(Attempt::getResult)
        .containsExactly("ANSWERED");
  }

  @Test
  void refusesWhatIsStoppedWhileItIsCollected() throws Exception {
    collecting();
    start();
    bulk(0);
    world.kill(KillScope.PIPELINE, "tickets");
    settled(1);

    assertThat(prediction("request-0").getOutcome()).isEqualTo(Outcome.REFUSED);
    assertThat(prediction("request-0").getCause()).isEqualTo("KILLED");
    assertThat(world.jobs().jobs()).isZero();
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

  private static int batches(OperatorSubtaskState checkpoint) {
    return checkpoint.getManagedOperatorState().stream()
        .map(state -> state.getStateNameToPartitionOffsets().get("bulk-batches"))
        .filter(Objects::nonNull)
        .mapToInt(state -> state.getOffsets().length)
        .sum();
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

  private static void collecting() {
    world.collect(2, 2);
  }

  private void bulk(int... numbers) throws Exception {
    for (int number : numbers) {
      InferenceRequest request = Requests.classification();
      request.setRequestId("request-" + number);
      request.setLane(Lane.BULK);
      job().processElement(received(number, world.encode(request)), 0);
    }
  }

  /** A checkpoint after which the job is there. */
  private OperatorSubtaskState ask(long number) throws Exception {
    OperatorSubtaskState checkpoint = checkpoint(number);
    await().untilAsserted(() -> assertThat(world.jobs().jobs()).isEqualTo(1));
    return checkpoint;
  }

  private void settled(int expected) {
    await().pollInSameThread().untilAsserted(() -> assertThat(predictions()).hasSize(expected));
  }

  private Prediction prediction(String requestId) throws Exception {
    return predictions().stream()
        .filter(prediction -> prediction.getRequestId().equals(requestId))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, CallResult> bugs(int... numbers) {
    Map<String, CallResult> answers = new HashMap<>();
    for (int number : numbers) {
      answers.put("request-" + number, batched("bug"));
    }
    return answers;
  }

  private static CallResult batched(String text) {
    return new CallResult.Answered(
        new CallResult.Content.Text(text),
        "end_turn",
        new CallResult.Report(
            Optional.of("job/R0"), Optional.of(USAGE), Optional.empty(), Optional.of("batch")));
  }
}
