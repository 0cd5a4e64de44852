package dev.millrace.lifecycle;

import static dev.millrace.lifecycle.domain.run.Runs.PIPELINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.lifecycle.domain.run.Order;
import dev.millrace.lifecycle.domain.run.Order.Answer;
import dev.millrace.lifecycle.domain.run.Runs;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelState;
import dev.millrace.record.RunState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunBoardTest {

  private final RunWorld world = new RunWorld(new Kill(-1));
  private final RunBoard board =
      new RunBoard(() -> world.topics, () -> List.copyOf(world.topics.runs()), () -> Runs.NOON);

  @Test
  void whatIsOrderedHoldsForTheNextRound() throws IOException {
    world.round(Runs.event("e", 1));
    assertThat(board.give(PIPELINE, new Order.Pause(), "ann")).isInstanceOf(Answer.Done.class);

    world.round();
    world.round();
    assertThat(board.runs())
        .extracting(ModelRun::getState, ModelRun::getPausedBy)
        .containsExactly(tuple(RunState.DATASET, "ann"));
    board.give(PIPELINE, new Order.Resume(), "ann");
    world.round();
    world.round();

    assertThat(world.run().getState()).isEqualTo(RunState.TRAINING);
    assertThat(world.topics.audit())
        .containsExactly(
            "model-lifecycle model-run.begin",
            "model-lifecycle model-run.collect",
            "ann model-run.pause",
            "ann model-run.resume",
            "model-lifecycle model-run.train");
  }

  @Test
  void anAbortedRunIsTakenDownByTheJob() throws IOException {
    world.round(Runs.event("e", 1));
    while (world.run().getState() != RunState.TRAINING) {
      world.round();
    }
    world.round();

    board.give(PIPELINE, new Order.Abort(), "ann");
    world.round();
    world.round();

    assertThat(world.work.stopped).hasSize(1);
    assertThat(world.isDone()).isTrue();
  }

  @Test
  void whatIsRefusedWritesNothing() throws IOException {
    assertThat(board.give(PIPELINE, new Order.Promote(Optional.of(7)), "ann"))
        .isEqualTo(new Answer.Refused("there is no version 7: see millrace models list"));
    assertThat(world.topics.audit()).isEmpty();
    assertThat(world.topics.lineup(PIPELINE).champion().orElseThrow().getState())
        .isEqualTo(ModelState.CHAMPION);
  }
}
