package dev.millrace.inference;

import static dev.millrace.inference.FakeBatchJobs.Question.CREATE;
import static dev.millrace.inference.FakeBatchJobs.Question.PUT;
import static dev.millrace.inference.FakeBatchJobs.Question.READ;
import static dev.millrace.inference.FakeBatchJobs.Question.STOP;
import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.BatchMember.End;
import dev.millrace.inference.bedrock.BatchJobsException.Reason;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.GuardrailId;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Requests;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.JobLimits;
import dev.millrace.record.Lane;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Batches from collection to result. */
class BulkCallsTest extends BulkWorld {

  @Test
  void handsBackWhatTheJobAnsweredAndWhatItDidNot() {
    come("a", "b", "c");
    checkpointed();
    jobs.end("PartiallyCompleted", Map.of("a", answer("bug"), "c", answer("billing")));
    world.pass(POLL);

    assertThat(fetched("a")).isEqualTo(answer("bug"));
    assertThat(fetched("c")).isEqualTo(answer("billing"));
    assertThat(fetched("b"))
        .isInstanceOfSatisfying(
            CallResult.Failed.class,
            failed -> {
              assertThat(failed.cause()).isEqualTo(Cause.BATCH_FAILED);
              assertThat(failed.detail()).contains("PartiallyCompleted");
            });
  }

  @Test
  void goesWithWhatThereIsWhenTheWaitIsOverAndLetsGoWhatIsTooLittle() {
    come("a", "b");
    world.pass(Duration.ofSeconds(61));
    checkpointed();
    come("d");
    world.pass(Duration.ofSeconds(61));

    assertThat(jobs.jobs()).isEqualTo(1);
    assertThat(end("d")).isInstanceOf(End.AskNow.class);
  }

  @Test
  void leavesOthersToTheDesk() {
    InferenceRequest urgent = request("a");
    urgent.setLane(Lane.INTERACTIVE);
    InferenceRequest hasty = request("b");
    hasty.setDeadline(world.now().plus(LEAST));
    ModelCall guarded =
        new ModelCall(
            "c",
            "default",
            "tickets",
            1,
            Requests.NOVA,
            input(),
            1,
            Optional.of(GuardrailId.of("g1:1")));

    assertThat(calls.ask(call("a"), coming(urgent))).isEmpty();
    assertThat(calls.ask(call("b"), coming(hasty))).isEmpty();
    assertThat(calls.ask(guarded, coming(request("c")))).isEmpty();
    limits = Optional.empty();
    assertThat(calls.ask(call("d"), coming(request("d")))).isEmpty();
  }

  @Test
  void leavesToTheDeskWhatItHasNoRoomFor() {
    limits = Optional.of(new JobLimits(50, 100, 60_000L));
    come("a", "b", "c", "d", "e");
    assertThat(calls.ask(call("f"), coming(request("f")))).isEmpty();

    ended("a");

    assertThat(calls.ask(call("f"), coming(request("f")))).isPresent();
  }

  @Test
  void readsAgainWhatBrokeOff() {
    come("a", "b", "c");
    checkpointed();
    jobs.breaksAfter(1);
    jobs.end("Completed", all("a", "b", "c"));
    world.pass(POLL.multipliedBy(2));

    assertThat(jobs.times(READ)).isEqualTo(2);
    assertThat(List.of(fetched("a"), fetched("b"), fetched("c"))).containsOnly(answer("bug"));
  }

  @Test
  void letsGoWhereJobsAreRefusedAndLeavesNoInputBehind() {
    jobs.fails(CREATE, Reason.REFUSED);
    come("a", "b", "c");
    checkpointed();

    assertThat(end("a")).isInstanceOf(End.AskNow.class);
    assertThat(end("b")).isInstanceOf(End.AskNow.class);
    assertThat(jobs.inputs()).isZero();
    assertThat(calls.snapshot(++checkpoint)).isEmpty();
  }

  @Test
  void collectsNothingForAWhileWhereJobsAreRefused() {
    jobs.fails(CREATE, Reason.REFUSED);
    come("a", "b", "c");
    checkpointed();
    assertThat(calls.ask(call("d"), coming(request("d")))).isEmpty();

    world.pass(Duration.ofMinutes(15));

    assertThat(calls.ask(call("d"), coming(request("d")))).isPresent();
  }

  @Test
  void neverLetsGoWhereAJobMayHaveComeAbout() {
    jobs.isNotHeard(CREATE);
    come("a", "b", "c");
    checkpoint++;
    calls.snapshot(checkpoint);
    calls.completed(checkpoint);
    world.pass(Duration.ofMillis(1));
    jobs.fails(CREATE, Reason.REFUSED);
    world.pass(POLL.multipliedBy(2));
    assertThat(waiting.get("a")).isNotDone();

    jobs.works(CREATE);
    jobs.end("Completed", all("a", "b", "c"));
    world.pass(POLL.multipliedBy(2));

    assertThat(jobs.jobs()).isEqualTo(1);
    assertThat(fetched("a")).isEqualTo(answer("bug"));
  }

  @Test
  void triesAgainWhatIsThrottled() {
    jobs.fails(CREATE, Reason.PUT_OFF);
    come("a", "b", "c");
    checkpointed();
    assertThat(jobs.jobs()).isZero();

    jobs.works(CREATE);
    world.pass(POLL.multipliedBy(2));

    assertThat(jobs.jobs()).isEqualTo(1);
  }

  @Test
  void letsGoWhereJobsAreThrottledForTooLong() {
    jobs.fails(CREATE, Reason.PUT_OFF);
    come("a", "b", "c");
    checkpointed();

    world.pass(Requests.LIFETIME.minus(LEAST.dividedBy(2)).plus(POLL));

    assertThat(end("a")).isInstanceOf(End.AskNow.class);
    assertThat(jobs.jobs()).isZero();
  }

  @Test
  void stopsAJobThatWouldEndTooLate() {
    come("a", "b", "c");
    checkpointed();
    world.pass(Requests.LIFETIME.minus(MARGIN).minus(POLL.multipliedBy(4)));
    assertThat(jobs.times(STOP)).isZero();

    world.pass(POLL.multipliedBy(4));
    jobs.end("Stopped", Map.of("a", answer("bug")));
    world.pass(POLL);

    assertThat(jobs.times(STOP)).isEqualTo(1);
    assertThat(fetched("a")).isEqualTo(answer("bug"));
    assertThat(fetched("b")).isInstanceOf(CallResult.Failed.class);
    assertThat(world.now()).isBefore(Requests.BEGINNING.plus(Requests.LIFETIME));
  }

  @Test
  void givesUpAtTheDeadlineWhateverTheJobDoes() {
    come("a", "b", "c");
    checkpointed();
    world.pass(Requests.LIFETIME.plus(POLL));

    assertThat(fetched("a"))
        .isInstanceOfSatisfying(
            CallResult.Failed.class,
            failed -> assertThat(failed.detail()).contains("had not ended by the deadline"));
  }

  @Test
  void letsGoWhatIsStoppedBeforeThereIsAJob() {
    come("a", "b");
    stopped.add("tickets");
    world.pass(Duration.ofSeconds(1));

    assertThat(end("a")).isInstanceOf(End.AskNow.class);
    assertThat(end("b")).isInstanceOf(End.AskNow.class);
  }

  @Test
  void asksForNoJobWhenItsPipelineIsStoppedBeforeTheCheckpoint() {
    come("a", "b", "c");
    stopped.add("tickets");
    checkpointed();

    assertThat(end("a")).isInstanceOf(End.AskNow.class);
    assertThat(jobs.times(PUT)).isZero();
  }

  @Test
  void stopsTheJobOfAStoppedPipelineAndKeepsWhatItAnswered() {
    come("a", "b", "c");
    checkpointed();
    stopped.add("tickets");
    world.pass(POLL);
    jobs.end("Stopped", Map.of("b", answer("bug")));
    world.pass(POLL);

    assertThat(jobs.times(STOP)).isEqualTo(1);
    assertThat(fetched("b")).isEqualTo(answer("bug"));
    assertThat(fetched("a")).isInstanceOf(CallResult.Failed.class);
  }
}
