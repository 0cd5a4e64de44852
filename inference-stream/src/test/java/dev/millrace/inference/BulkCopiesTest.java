package dev.millrace.inference;

import static dev.millrace.inference.FakeBatchJobs.Question.CREATE;
import static dev.millrace.inference.FakeBatchJobs.Question.PUT;
import static dev.millrace.inference.domain.Requests.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.ModelCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several instances, each of which is given what all of them have kept. */
class BulkCopiesTest extends BulkWorld {

  @Test
  void forgetsWhatIsWithAnotherInstance() {
    come("a", "b", "c");
    List<BulkBatch> kept = calls.snapshot(1);
    BulkCalls one = life(kept);
    BulkCalls two = life(kept);
    ask(one, "a", "b", "c");
    two.allCame();

    assertThat(two.snapshot(2)).isEmpty();
    assertThat(one.snapshot(2)).hasSize(1);
  }

  @Test
  void paysOnceForWhatWasCollectedAnewBehindTheBackOfAnother() {
    come("a", "b", "c");
    List<BulkBatch> kept = calls.snapshot(++checkpoint);
    BulkCalls one = life(kept);
    BulkCalls two = life(kept);
    ask(one, "a", "b");
    checkpointed(one, two);
    ask(one, "d");
    List<BulkBatch> second = checkpointed(one, two);
    assertThat(second).hasSize(1);

    goOn(second, "a", "b", "d");
  }

  /** Of several names, so that no sequence of the batches is right by chance. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "e", "i", "o", "u", "y"})
  void paysOnceWhereAnotherCouldNotReadAllItsRequestsYet(String a) {
    come(a, "b", "c");
    List<BulkBatch> kept = calls.snapshot(++checkpoint);
    BulkCalls one = life(kept);
    BulkCalls two = life(kept);
    ask(one, a, "b");
    checkpointed(one);
    ask(one, "d");
    List<BulkBatch> second = new ArrayList<>(checkpointed(one));
    second.addAll(two.snapshot(checkpoint));
    assertThat(second).hasSize(2);

    goOn(second, a, "b", "d");
  }

  private void goOn(List<BulkBatch> second, String... ids) {
    BulkCalls next = life(second);
    ask(next, ids);
    checkpointed(next);

    assertThat(jobs.jobs()).isEqualTo(1);
    assertThat(jobs.times(PUT)).isEqualTo(1);
    assertThat(jobs.input()).extracting(ModelCall::requestId).containsExactlyInAnyOrder(ids);
    jobs.end("Completed", all(ids));
    world.pass(POLL);
    assertThat(fetched(ids[0])).isEqualTo(answer("bug"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void findsTheJobByTheNameThatOneCopyKnows(int turned) {
    come("a", "b", "c");
    List<BulkBatch> copies = new ArrayList<>(calls.snapshot(1));
    calls.completed(1);
    world.pass(Duration.ofMillis(1));
    copies.addAll(calls.snapshot(2));
    Collections.rotate(copies, turned);

    BulkCalls next = life(copies);
    ask(next, "a", "b", "c");
    checkpointed(next);

    assertThat(jobs.times(CREATE)).isEqualTo(1);
  }

  @Test
  void knowsOfAllEndsThatAnyCopyKnows() {
    come("a", "b", "c");
    checkpointed();
    jobs.end("Completed", all("a", "b", "c"));
    List<BulkBatch> kept = calls.snapshot(++checkpoint);
    BulkCalls one = life(kept);
    BulkCalls two = life(kept);
    ask(one, "a");
    ask(two, "b", "c");
    ended("a");
    ended("b");

    List<BulkBatch> second = checkpointed(one, two);
    assertThat(second).hasSize(2);
    BulkCalls next = life(second);
    ask(next, "c");

    assertThat(checkpointed(next))
        .singleElement()
        .satisfies(batch -> assertThat(batch.ended()).containsExactly(true, true, false));
  }

  @Test
  void keepsABatchOfWhichOneIsAskedForLater() {
    come("a", "b", "c");
    BulkCalls next = life(calls.snapshot(1));
    next.comes("a");
    next.allCame();

    assertThat(next.snapshot(2)).hasSize(1);
  }

  private BulkCalls life(List<BulkBatch> kept) {
    BulkCalls instance = life();
    instance.restore(kept);
    return instance;
  }

  private void ask(BulkCalls instance, String... ids) {
    for (String id : ids) {
      waiting.put(id, instance.ask(call(id), coming(request(id))).orElseThrow());
    }
  }

  /** What the checkpoint keeps of all of them. */
  private List<BulkBatch> checkpointed(BulkCalls... instances) {
    checkpoint++;
    List<BulkBatch> kept = new ArrayList<>();
    for (BulkCalls instance : instances) {
      instance.allCame();
      kept.addAll(instance.snapshot(checkpoint));
    }
    for (BulkCalls instance : instances) {
      instance.completed(checkpoint);
    }
    world.pass(Duration.ofMillis(1));
    return kept;
  }
}
