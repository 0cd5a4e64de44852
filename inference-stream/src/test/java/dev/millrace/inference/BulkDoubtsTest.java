package dev.millrace.inference;

import static dev.millrace.inference.FakeBatchJobs.Question.CREATE;
import static dev.millrace.inference.FakeBatchJobs.Question.FIND;
import static dev.millrace.inference.FakeBatchJobs.Question.STOP;
import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.BatchMember.End;
import dev.millrace.inference.bedrock.BatchJobsException.Reason;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.Requests;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the endpoint says, or does not say, is not always the last word. */
class BulkDoubtsTest extends BulkWorld {

  private static final Duration SETTLES = Duration.ofMinutes(5);

  @Test
  void waitsForAJobThatTheEndpointDoesNotKnowYet() {
    jobs.knowsNone();
    come("a", "b", "c");
    checkpointed();
    world.pass(POLL.multipliedBy(2));
    assertNobodyIsTold();

    jobs.knowsAll();
    jobs.end("Completed", all("a", "b", "c"));
    world.pass(POLL);

    assertThat(fetched("a")).isEqualTo(answer("bug"));
  }

  @Test
  void asksAloneInTimeForWhatWasInAJobThatIsNeverKnown() {
    jobs.knowsNone();
    come("a", "b", "c");
    checkpointed();
    world.pass(Requests.LIFETIME.minus(MARGIN).minus(POLL));
    assertNobodyIsTold();

    jobs.hasNoOutput();
    world.pass(POLL.multipliedBy(2));

    assertThat(fetched("a")).isInstanceOf(CallResult.Failed.class);
    assertThat(world.now()).isBefore(Requests.BEGINNING.plus(Requests.LIFETIME));
  }

  @Test
  void waitsForTheOutputOfAJobThatHasCompleted() {
    come("a", "b", "c");
    checkpointed();
    jobs.hasNoOutput();
    jobs.end("Completed", all("a", "b", "c"));
    world.pass(POLL.multipliedBy(2));
    assertNobodyIsTold();

    jobs.hasOutput();
    world.pass(POLL);

    assertThat(fetched("b")).isEqualTo(answer("bug"));
  }

  @Test
  void waitsForNoOutputOfAJobThatHasFailed() {
    come("a", "b", "c");
    checkpointed();
    jobs.hasNoOutput();
    jobs.end("Failed", Map.of());
    world.pass(POLL);

    assertThat(fetched("b")).isInstanceOf(CallResult.Failed.class);
  }

  @Test
  void goesOnAfterADefectOfWhateverKind() {
    jobs.collapses(FIND);
    come("a", "b", "c");
    checkpointed();
    jobs.end("Completed", all("a", "b", "c"));
    world.pass(POLL.multipliedBy(2));

    assertThat(fetched("a")).isEqualTo(answer("bug"));
  }

  @Test
  void letsGoWhatIsRefusedWhenMinutesLaterThereIsNoJob() {
    jobs.fails(CREATE, Reason.UNHEARD);
    come("a", "b", "c");
    checkpointed();
    jobs.fails(CREATE, Reason.REFUSED);
    world.pass(SETTLES.minus(POLL));
    assertNobodyIsTold();

    world.pass(POLL.multipliedBy(3));

    assertThat(end("a")).isInstanceOf(End.AskNow.class);
    assertThat(jobs.inputs()).isZero();
  }

  @Test
  void findsByItsNameTheJobThatNobodyHeardOf() {
    jobs.isNotHeard(CREATE);
    come("a", "b", "c");
    checkpointed();
    jobs.fails(CREATE, Reason.REFUSED);
    world.pass(SETTLES.plus(POLL.multipliedBy(2)));
    assertNobodyIsTold();

    jobs.end("Completed", all("a", "b", "c"));
    world.pass(POLL);

    assertThat(fetched("a")).isEqualTo(answer("bug"));
  }

  @Test
  void stopsNoJobWhileSomeOfItsRequestsMayStillCome() {
    come("a", "b", "c");
    checkpointed();
    List<BulkBatch> kept = calls.snapshot(++checkpoint);
    stopped.add("tickets");

    restart(kept);
    come("a", "b");
    checkpointed();
    world.pass(POLL);
    assertThat(jobs.times(STOP)).isZero();
    come("c");
    world.pass(POLL);

    assertThat(jobs.times(STOP)).isEqualTo(1);
  }

  private void assertNobodyIsTold() {
    assertThat(waiting.values()).isNotEmpty().noneMatch(CompletableFuture::isDone);
  }
}
