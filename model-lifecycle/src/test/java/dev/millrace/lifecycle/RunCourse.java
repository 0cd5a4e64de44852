package dev.millrace.lifecycle;

import static dev.millrace.lifecycle.domain.run.Runs.PIPELINE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.domain.run.Runs;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.RunState;

/** Leads a run through its states, a round of the desk at a time. */
final class RunCourse {

  static final int MOST_ROUNDS = 60;

  private RunCourse() {}

  static void upTo(RunWorld world, RunState state) {
    for (int i = 0; i < MOST_ROUNDS; i++) {
      if (world.topics.run(PIPELINE).filter(run -> run.getState() == state).isPresent()) {
        return;
      }
      world.round(Runs.event("e", 1));
    }
    throw new AssertionError("it never came to " + state + ": " + world.run());
  }

  static void toTheEnd(RunWorld world) {
    for (int round = 0; round < MOST_ROUNDS && !world.isDone(); round++) {
      try {
        world.round(Runs.event("e", 1), Runs.event("e", 1));
      } catch (Kill.Struck killed) {
        world.restart();
      }
    }
  }

  static void rounds(RunWorld world, int rounds) {
    for (int round = 0; round < rounds; round++) {
      world.round(Runs.event("e", 1));
    }
  }

  static void assertPromotedOnce(RunWorld world) {
    assertThat(world.run().getState()).isEqualTo(RunState.PROMOTED);
    assertThat(world.work.jobs).hasSize(1);
    assertThat(world.work.deployments).hasSize(1);
    assertThat(world.work.deleted).isEmpty();
    assertThat(world.topics.lineup(PIPELINE).versions()).hasSize(2);
    assertThat(version(world, 2).getState()).isEqualTo(ModelState.CHAMPION);
    assertThat(version(world, 1).getState()).isEqualTo(ModelState.RETIRED);
  }

  static ModelVersion version(RunWorld world, int number) {
    return world.topics.lineup(PIPELINE).find(number).orElseThrow();
  }
}
