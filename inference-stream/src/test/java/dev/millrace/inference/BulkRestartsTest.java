package dev.millrace.inference;

import static dev.millrace.inference.FakeBatchJobs.Question.CREATE;
import static dev.millrace.inference.FakeBatchJobs.Question.FIND;
import static dev.millrace.inference.FakeBatchJobs.Question.HAS_INPUT;
import static dev.millrace.inference.FakeBatchJobs.Question.PUT;
import static dev.millrace.inference.FakeBatchJobs.Question.READ;
import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.bedrock.BatchJobsException.Reason;
import dev.millrace.inference.domain.ModelCall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Batches through the end of a life, wherever that comes: one job, whatever happens. */
class BulkRestartsTest extends BulkWorld {

  @Test
  void asksForAJobOnlyWhenACheckpointHoldsIt() {
    come("a", "b", "c");
    world.pass(POLL);
    assertThat(jobs.times(PUT)).isZero();

    List<BulkBatch> kept = calls.snapshot(1);
    world.pass(POLL);
    assertThat(jobs.times(PUT)).isZero();
    calls.completed(1);
    world.pass(POLL);

    assertThat(kept).singleElement().satisfies(batch -> assertThat(batch.jobArn()).isNull());
    assertThat(jobs.jobs()).isEqualTo(1);
    assertThat(jobs.input()).extracting(ModelCall::requestId).containsExactly("a", "b", "c");
  }

  @Test
  void isNotHeldByACheckpointThatWasTakenBefore() {
    List<BulkBatch> before = calls.snapshot(1);
    come("a", "b", "c");
    calls.completed(1);
    world.pass(POLL);

    assertThat(before).isEmpty();
    assertThat(jobs.times(PUT)).isZero();
  }

  @Test
  void findsTheSameJobWhereALifeEndedBeforeItsNameWasKept() {
    come("a", "b", "c");
    List<BulkBatch> kept = calls.snapshot(1);
    calls.completed(1);
    world.pass(Duration.ofSeconds(1));
    assertThat(jobs.jobs()).isEqualTo(1);

    restart(kept);
    come("c", "a", "b");
    checkpointed();
    jobs.end("Completed", all("a", "b", "c"));
    world.pass(POLL);

    assertThat(jobs.jobs()).isEqualTo(1);
    assertThat(jobs.times(PUT)).isEqualTo(1);
    assertThat(fetched("b")).isEqualTo(answer("bug"));
  }

  @Test
  void findsTheJobByItsNameWhereThatWasKept() {
    come("a", "b", "c");
    checkpointed();
    List<BulkBatch> kept = calls.snapshot(++checkpoint);

    restart(kept);
    come("a", "b", "c");
    checkpointed();

    assertThat(kept).singleElement().satisfies(batch -> assertThat(batch.jobArn()).isNotNull());
    assertThat(jobs.times(CREATE)).isEqualTo(1);
    assertThat(jobs.times(FIND)).isGreaterThan(1);
  }

  @Test
  void asksForTheJobWhereALifeEndedBetweenTheInputAndTheJob() {
    jobs.fails(CREATE, Reason.UNHEARD);
    come("a", "b", "c");
    List<BulkBatch> kept = calls.snapshot(1);
    calls.completed(1);
    world.pass(Duration.ofSeconds(1));

    restart(kept);
    jobs.works(CREATE);
    come("a", "b", "c");
    checkpointed();

    assertThat(jobs.jobs()).isEqualTo(1);
    assertThat(jobs.times(PUT)).isEqualTo(1);
  }

  @Test
  void waitsWhereItCannotBeSeenWhetherThereIsAnInput() {
    come("a", "b", "c");
    List<BulkBatch> kept = calls.snapshot(1);
    calls.completed(1);
    world.pass(Duration.ofSeconds(1));

    restart(kept);
    jobs.fails(HAS_INPUT, Reason.REFUSED);
    come("a", "b", "c");
    checkpointed();
    world.pass(POLL);
    assertThat(waiting.values()).noneMatch(CompletableFuture::isDone);
    jobs.works(HAS_INPUT);
    world.pass(POLL);
    jobs.end("Completed", all("a", "b", "c"));
    world.pass(POLL);

    assertThat(fetched("a")).isEqualTo(answer("bug"));
  }

  @Test
  void makesTheSameJobWhereALifeEndedBeforeTheInput() {
    come("a", "b", "c");
    List<BulkBatch> kept = calls.snapshot(1);

    restart(kept);
    come("b", "c", "a");
    checkpointed();

    assertThat(jobs.jobs()).isEqualTo(1);
    assertThat(jobs.input()).extracting(ModelCall::requestId).containsExactly("a", "b", "c");
  }

  @Test
  void collectsAnewWhatIsNotWholeAndHasNoInput() {
    come("a", "b", "c");
    List<BulkBatch> kept = calls.snapshot(1);

    restart(kept);
    come("a", "b");
    checkpointed();
    come("d");
    checkpointed();

    assertThat(jobs.jobs()).isEqualTo(1);
    assertThat(jobs.input()).extracting(ModelCall::requestId).containsExactly("a", "b", "d");
  }

  @Test
  void takesUpOnlyTheRestOfWhatHadEndedInPart() {
    come("a", "b", "c");
    checkpointed();
    jobs.breaksAfter(1);
    jobs.end("Completed", all("a", "b", "c"));
    List<BulkBatch> before = calls.snapshot(++checkpoint);
    world.pass(POLL);
    jobs.fails(READ, Reason.UNHEARD);

    restart(before);
    jobs.works(READ);
    calls.ended("c");
    come("a", "b");
    checkpointed();

    assertThat(jobs.jobs()).isEqualTo(1);
    assertThat(fetched("a")).isEqualTo(answer("bug"));
    assertThat(fetched("b")).isEqualTo(answer("bug"));
  }

  @Test
  void takesBackARequestThatComesLateAfterARestart() {
    come("a", "b", "c");
    checkpointed();
    List<BulkBatch> kept = calls.snapshot(++checkpoint);
    jobs.end("Completed", all("a", "b", "c"));

    restart(kept);
    come("a", "b");
    checkpointed();
    world.pass(POLL);
    come("c");
    world.pass(POLL);

    assertThat(fetched("c")).isEqualTo(answer("bug"));
    assertThat(jobs.jobs()).isEqualTo(1);
  }

  @Test
  void countsWhatARestartBringsBackAmongWhatIsHeld() {
    come("a", "b", "c");
    checkpointed();
    List<BulkBatch> kept = calls.snapshot(++checkpoint);

    restart(kept);
    come("a", "b", "c", "d", "e");

    assertThat(calls.ask(call("f"), coming(request("f")))).isEmpty();
  }

  @Test
  void forgetsABatchAtTheSecondCheckpointAfterItsEnd() {
    come("a", "b", "c");
    checkpointed();
    jobs.end("Completed", all("a", "b", "c"));
    world.pass(POLL);
    ended("a");
    ended("b");
    assertThat(calls.snapshot(++checkpoint)).hasSize(1);
    assertThat(calls.snapshot(++checkpoint))
        .singleElement()
        .satisfies(batch -> assertThat(batch.ended()).containsExactly(true, true, false));

    ended("c");

    assertThat(calls.snapshot(++checkpoint)).hasSize(1);
    assertThat(calls.snapshot(++checkpoint)).isEmpty();
  }

  @Test
  void hasNoJobsWithoutABucket() {
    calls =
        new BulkCalls(
            Optional.empty(),
            (scope, name) -> Optional.empty(),
            pipeline -> limits,
            new BulkCalls.Means(world::now, world::after, world::after, world::execute, () -> 0));

    assertThat(calls.ask(call("a"), coming(request("a")))).isEmpty();
    calls.restore(
        List.of(
            new BulkBatch(
                "t",
                "tickets",
                "m",
                1,
                "CHAMPION",
                "CONVERSE",
                new String[] {"a"},
                new boolean[1],
                new boolean[1],
                0,
                null)));
    assertThat(calls.snapshot(1)).isEmpty();
  }
}
