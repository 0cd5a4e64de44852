package dev.millrace.inference;

import static dev.millrace.inference.FakeBatchJobs.Question.CREATE;
import static dev.millrace.inference.domain.Requests.USAGE;
import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.millrace.inference.bedrock.BatchJobsException.Reason;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.Requests;
import dev.millrace.record.Attempt;
import dev.millrace.record.KillScope;
import dev.millrace.record.Lane;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.Cause;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests that go by batch jobs, in Flink's own operator: one job and one terminal record. */
class BulkStageTest extends RunningBulkStage {

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
}
