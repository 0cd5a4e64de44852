package dev.millrace.inference;

import static dev.millrace.inference.FakeBatchJobs.Question.CREATE;
import static dev.millrace.inference.FakeBatchJobs.Question.PUT;
import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.BatchMember.End;
import dev.millrace.inference.bedrock.BatchJobsException.Reason;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** No request waits beyond its time, whatever stands still. */
class BulkLatenessTest extends BulkWorld {

  private static final Duration UNTIL_TOO_LATE = Requests.LIFETIME.minus(LEAST.dividedBy(2));

  @Test
  void waitsForNoCheckpointThatNeverComes() {
    come("a", "b", "c");
    world.pass(UNTIL_TOO_LATE.minusSeconds(1));
    assertThat(waiting.values()).noneMatch(CompletableFuture::isDone);

    world.pass(Duration.ofSeconds(2));

    assertThat(end("a")).isInstanceOf(End.AskNow.class);
    checkpointed();
    assertThat(jobs.times(PUT)).isZero();
    assertThat(calls.snapshot(++checkpoint)).isEmpty();
  }

  @Test
  void obeysAKillSwitchBeforeTheCheckpoint() {
    come("a", "b", "c");
    stopped.add("tickets");
    world.pass(Duration.ofSeconds(1));

    assertThat(end("a")).isInstanceOf(End.AskNow.class);
  }

  @Test
  void givesUpThoughNobodyCanLookAtTheJob() {
    List<Runnable> standing = new ArrayList<>();
    calls = life((pause, task) -> standing.add(task), world::execute);
    come("a", "b", "c");
    checkpointed();
    world.pass(Requests.LIFETIME);
    assertThat(waiting.values()).noneMatch(CompletableFuture::isDone);

    world.pass(Duration.ofMinutes(11));

    assertThat(standing).hasSize(1);
    assertThat(fetched("a"))
        .isInstanceOfSatisfying(
            CallResult.Failed.class,
            failed -> assertThat(failed.detail()).contains("had not ended by the deadline"));
  }

  @Test
  void makesNoJobOfWhatIsTooLateAfterALongStop() {
    come("a", "b", "c");
    List<BulkBatch> kept = calls.snapshot(1);

    restartAfter(UNTIL_TOO_LATE, kept);
    come("a", "b", "c");
    checkpointed();

    assertThat(end("a")).isInstanceOf(End.AskNow.class);
    assertThat(jobs.times(PUT)).isZero();
  }

  @Test
  void makesNoJobOfAnInputThatIsTooLateAfterALongStop() {
    jobs.fails(CREATE, Reason.UNHEARD);
    come("a", "b", "c");
    List<BulkBatch> kept = calls.snapshot(1);
    calls.completed(1);
    world.pass(Duration.ofSeconds(1));
    assertThat(jobs.inputs()).isEqualTo(1);

    restartAfter(UNTIL_TOO_LATE, kept);
    jobs.works(CREATE);
    come("a", "b", "c");
    checkpointed();
    world.pass(Duration.ofMinutes(6));

    assertThat(end("a")).isInstanceOf(End.AskNow.class);
    assertThat(jobs.jobs()).isZero();
    assertThat(jobs.inputs()).isZero();
  }

  @Test
  void handsBackWhatIsPaidForAfterAStopBeyondTheDeadline() {
    come("a", "b", "c");
    List<BulkBatch> kept = calls.snapshot(1);
    calls.completed(1);
    world.pass(Duration.ofSeconds(1));
    jobs.end("Completed", all("a", "b", "c"));

    restartAfter(Requests.LIFETIME.plusHours(1), kept);
    come("a", "b", "c");
    world.pass(Duration.ofSeconds(5));
    checkpointed();
    world.pass(Duration.ofMinutes(6));

    assertThat(fetched("a")).isEqualTo(answer("bug"));
  }

  @Test
  void tellsManyWhereTheyHoldUpNothingElse() {
    List<Runnable> turns = new ArrayList<>();
    calls = life((pause, task) -> world.after(pause, task), turns::add);
    come("a", "b");
    stopped.add("tickets");
    world.pass(Duration.ofSeconds(1));
    assertThat(waiting.values()).noneMatch(CompletableFuture::isDone);

    turns.forEach(Runnable::run);

    assertThat(waiting.values()).allMatch(CompletableFuture::isDone);
  }

  private void restartAfter(Duration stop, List<BulkBatch> kept) {
    restart(List.of());
    world.pass(stop);
    calls.restore(kept);
  }
}
