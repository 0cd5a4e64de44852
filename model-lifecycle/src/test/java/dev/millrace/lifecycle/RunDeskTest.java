package dev.millrace.lifecycle;

import static dev.millrace.lifecycle.RunCourse.MOST_ROUNDS;
import static dev.millrace.lifecycle.RunCourse.assertPromotedOnce;
import static dev.millrace.lifecycle.RunCourse.rounds;
import static dev.millrace.lifecycle.RunCourse.toTheEnd;
import static dev.millrace.lifecycle.RunCourse.version;
import static dev.millrace.lifecycle.domain.run.Runs.PIPELINE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.domain.run.Order;
import dev.millrace.lifecycle.domain.run.Runs;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.record.ModelState;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RunState;
import dev.millrace.schemas.spec.ApplyPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunDeskTest {

  private static final int NEVER = -1;

  private static final List<String> COURSE =
      List.of(
          "model-lifecycle model-run.begin",
          "model-lifecycle model-run.collect",
          "model-lifecycle model-run.train",
          "model-lifecycle model-run.job",
          "model-lifecycle model-run.deploy",
          "model-lifecycle model-run.evaluate",
          "model-lifecycle model-run.shadow",
          "model-lifecycle model-run.share",
          "model-lifecycle model-run.share",
          "model-lifecycle model-run.promote");

  @Test
  void takesARunFromItsCauseToItsEnd() {
    RunWorld world = new RunWorld(new Kill(NEVER));

    toTheEnd(world);

    assertThat(world.topics.audit()).isEqualTo(COURSE);
    assertPromotedOnce(world);
  }

  @Test
  void goesOnFromTheTopicsAfterARestartInEveryState() {
    RunWorld world = new RunWorld(new Kill(NEVER));

    for (int round = 0; round < MOST_ROUNDS && !world.isDone(); round++) {
      world.round(Runs.event("e", 1));
      world.restart();
    }

    assertThat(world.topics.audit()).isEqualTo(COURSE);
    assertPromotedOnce(world);
  }

  /** Before and after each thing that is written, and each that is begun elsewhere. */
  @Test
  void aKillAtAnyPlaceMakesNoSecondJobAndNoSecondDeployment() {
    int places = 0;
    for (boolean isSpared = false; !isSpared; places++) {
      Kill kill = new Kill(places);
      RunWorld world = new RunWorld(kill);
      toTheEnd(world);
      isSpared = kill.isSpared();

      // Whoever comes back when the job is done has not seen it under way.
      assertThat(world.topics.audit())
          .as("killed at place %d", places)
          .filteredOn(action -> !action.endsWith(".job"))
          .isEqualTo(COURSE.stream().filter(action -> !action.endsWith(".job")).toList());
      assertPromotedOnce(world);
    }
    assertThat(places).isGreaterThan(2 * COURSE.size());
  }

  @Test
  void aHundredAlarmsMakeOneJob() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    for (int i = 0; i < 100; i++) {
      world.round(Runs.event("e" + i % 50, 1), Runs.event("e" + i, 1));
    }

    assertPromotedOnce(world);
    assertThat(world.run().getNumber()).isEqualTo(1);
  }

  @Test
  void waitsForLabelsAndSaysSo() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.work.labels = 150;
    rounds(world, 5);
    assertThat(world.run().getState()).isEqualTo(RunState.DATASET);
    assertThat(world.run().getWaiting())
        .isEqualTo(
            "labels: 150 examples to train with and 0 to evaluate with are there, and 200 and 100"
                + " are needed, with 2 different labels");

    world.work.labels = 500;
    rounds(world, 5);
    assertThat(world.run().getState()).as("it looks once a minute").isEqualTo(RunState.DATASET);
    world.now = world.now.plus(Duration.ofMinutes(1));
    toTheEnd(world);

    assertPromotedOnce(world);
  }

  @Test
  void takesDownWhatTheGateRejectsAfterAWhile() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.work.candidateRight = 60;

    rounds(world, 20);

    assertThat(world.run().getState()).isEqualTo(RunState.REJECTED);
    assertThat(world.run().getReason())
        .contains("the candidate is right on 30.0 % of 200 examples and the champion on 50.0 %");
    assertThat(version(world, 2).getState()).isEqualTo(ModelState.REJECTED);
    assertThat(world.work.deleted).as("calls may be under way").isEmpty();
    world.now = world.now.plus(Duration.ofMinutes(10));
    rounds(world, 3);
    assertThat(world.work.deleted).hasSize(1);
    assertThat(world.isDone()).isTrue();
  }

  @Test
  void rollsAWorseCanaryBackWithinItsFirstShare() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    rounds(world, 1);
    // Nobody saw it before it served: the gate and the shadow let it through.
    while (world.run().getState() != RunState.CANARY) {
      world.round();
    }
    world.candidateRight = 80;
    rounds(world, 3);

    assertThat(world.run().getState()).isEqualTo(RunState.ROLLED_BACK);
    assertThat(version(world, 1).getState()).isEqualTo(ModelState.CHAMPION);
    assertThat(world.topics.audit()).filteredOn(one -> one.endsWith(".share")).hasSize(1);
  }

  /** What nobody can count would be refused under a budget, and cost what nobody knows without. */
  @Test
  void aCandidateWithoutAPriceWaitsAndSaysSo() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.work.isPriced = false;
    rounds(world, 20);
    assertThat(world.run().getState()).isEqualTo(RunState.DEPLOYING);
    assertThat(world.run().getWaiting()).startsWith("a price: publish one for arn-");
    assertThat(world.work.asked).isEmpty();

    world.work.isPriced = true;
    toTheEnd(world);

    assertPromotedOnce(world);
  }

  @Test
  void aShadowThatNobodyWasAskedForDoesNotPass() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.hasTraffic = false;
    rounds(world, 20);
    world.now = world.now.plus(Duration.ofHours(1));
    rounds(world, 2);
    assertThat(world.run().getState()).isEqualTo(RunState.SHADOW);
    assertThat(world.run().getWaiting())
        .startsWith("an answer of the candidate: in the shadow it answered 0 of 0 requests");

    world.now = world.now.plus(Duration.ofDays(1));
    rounds(world, 1);

    assertThat(world.run().getState()).isEqualTo(RunState.REJECTED);
    assertThat(world.topics.audit()).noneMatch(one -> one.endsWith(".share"));
  }

  /** What kept it from its end would keep it again, and each try costs. */
  @Test
  void anIncompleteEvaluationRestsBeforeItGoesOn() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.work.obstacle = Optional.of("the budget of the evaluation is used up");
    rounds(world, 30);
    assertThat(world.run().getWaiting()).isEqualTo("the budget of the evaluation is used up");
    assertThat(world.work.asked).hasSize(1);

    world.work.obstacle = Optional.empty();
    rounds(world, 2);
    assertThat(world.work.asked).hasSize(1);
    world.now = world.now.plus(Duration.ofMinutes(1));
    toTheEnd(world);

    assertPromotedOnce(world);
  }

  @Test
  void anEvaluationEndsWithItsRunAndWithAPause() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.work.obstacle = Optional.of("the endpoint was busy or away");
    rounds(world, 20);
    assertThat(world.work.kept).isEqualTo(Set.copyOf(world.work.asked)).hasSize(1);

    world.order(new Order.Pause());
    rounds(world, 1);
    assertThat(world.work.kept).isEmpty();
    world.order(new Order.Resume());
    rounds(world, 1);
    assertThat(world.work.kept).hasSize(1);
    world.order(new Order.Abort());
    rounds(world, 1);

    assertThat(world.work.kept).isEmpty();
  }

  @Test
  void aDeploymentThatMayNotBeDeletedKeepsNobodyWaiting() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.work.candidateRight = 60;
    world.work.mayDelete = false;
    rounds(world, 20);
    world.now = world.now.plus(Duration.ofMinutes(10));
    rounds(world, 2);
    assertThat(world.isDone()).as("it may take a moment").isFalse();
    world.now = world.now.plus(Duration.ofMinutes(1));
    rounds(world, 1);

    assertThat(world.isDone()).isTrue();
    assertThat(world.run().getRemains()).hasSize(1);
    world.work.candidateRight = 180;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      world.round(Runs.event("f", 1));
    }
    assertThat(world.run().getNumber()).isEqualTo(2);
    assertThat(world.run().getState()).isEqualTo(RunState.PROMOTED);
    assertThat(world.run().getRemains()).as("it goes from run to run").hasSize(1);

    world.work.mayDelete = true;
    world.now = world.now.plus(Duration.ofMinutes(1));
    rounds(world, 1);
    assertThat(world.run().getRemains()).isEmpty();
    assertThat(world.work.deleted).containsExactly(Run.first(PIPELINE, "e").name());
  }

  @Test
  void aDeploymentThatHasFailedIsThereUntilItIsGone() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.work.candidateRight = 60;
    world.work.deletesInVain = 1;
    rounds(world, 20);
    world.now = world.now.plus(Duration.ofMinutes(10));

    rounds(world, 3);

    assertThat(world.work.deleted).hasSize(2);
    assertThat(world.isDone()).isTrue();
  }

  @Test
  void deploymentsOfFailedAttemptsAreTakenDown() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.work.failing = 2;
    for (int round = 0; round < MOST_ROUNDS && !world.isDone(); round++) {
      world.round(Runs.event("e", 1));
      world.now = world.now.plus(Duration.ofMinutes(1));
    }

    assertThat(world.run().getState()).isEqualTo(RunState.PROMOTED);
    Run first = Run.first(PIPELINE, "e");
    assertThat(world.work.deleted).containsExactlyInAnyOrder(first.name(), first.next().name());
    assertThat(world.run().getRemains()).isEmpty();
  }

  @Test
  void thePauseOfACanaryDoesNotUseUpItsTime() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    rounds(world, 1);
    while (world.run().getState() != RunState.CANARY) {
      world.round();
    }
    world.hasTraffic = false;
    world.order(new Order.Pause());
    world.now = world.now.plus(Duration.ofDays(3));
    world.order(new Order.Resume());
    rounds(world, 2);
    assertThat(world.run().getState()).isEqualTo(RunState.CANARY);

    world.now = world.now.plus(Duration.ofDays(1));
    rounds(world, 1);

    assertThat(world.run().getState()).isEqualTo(RunState.ROLLED_BACK);
    assertThat(world.run().getReason()).contains("nothing shows that it is good enough");
  }

  @Test
  void labelsThatTheSpecHasNoMoreAreNoExamples() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.work.given = List.of("bug", "billing", "account", "delivery", "defect");
    rounds(world, 1);
    while (world.run().getState() != RunState.TRAINING) {
      world.round();
    }
    PipelineSpec narrower = RunWorld.spec();
    narrower.getPrompt().setLabels(List.of("bug"));
    world.topics.put(narrower);
    world.restart();
    rounds(world, 3);

    assertThat(world.run().getState()).isEqualTo(RunState.FAILED);
    assertThat(world.run().getReason())
        .contains("cannot be made once more")
        .contains("100 examples to train with");
  }

  @Test
  void triesAgainWhatTheBrokersDidNotTake() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    rounds(world, 6);
    String before = world.run().toString();
    world.topics.isAway = true;
    rounds(world, 10);
    assertThat(world.run().toString()).isEqualTo(before);

    world.topics.isAway = false;
    toTheEnd(world);

    assertPromotedOnce(world);
  }

  /** Numbers do not collide, and the run goes on with another opponent. */
  @Test
  void aSpecThatNamesAnotherModelThrowsNoRunAway() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    rounds(world, 1);
    while (world.run().getState() != RunState.CANARY) {
      world.round();
    }
    PipelineSpec wanted = RunWorld.spec();
    wanted.getModels().setChampion("another-model");
    ApplyPlan plan =
        ApplyPlan.of(
            wanted,
            new ApplyPlan.InForce(
                Optional.of(RunWorld.spec()), world.topics.lineup(PIPELINE).versions()),
            new ApplyPlan.Change("ann", world.now));
    plan.versions().forEach(world.topics::put);
    assertThat(version(world, 2).getState()).isEqualTo(ModelState.RETIRED);
    assertThat(version(world, 3).getState()).isEqualTo(ModelState.CHAMPION);

    world.round();

    assertThat(world.run().getState()).isEqualTo(RunState.EVALUATING);
    assertThat(world.run().getChampion()).isEqualTo(3);
    assertThat(version(world, 2).getState()).isEqualTo(ModelState.CANDIDATE);
    assertThat(world.work.jobs).hasSize(1);
  }
}
