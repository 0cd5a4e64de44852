package dev.millrace.lifecycle;

import static dev.millrace.lifecycle.RunCourse.assertPromotedOnce;
import static dev.millrace.lifecycle.RunCourse.rounds;
import static dev.millrace.lifecycle.RunCourse.toTheEnd;
import static dev.millrace.lifecycle.RunCourse.upTo;
import static dev.millrace.lifecycle.RunCourse.version;
import static dev.millrace.lifecycle.domain.run.Runs.PIPELINE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.domain.run.Order;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.RunState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of runs and models that hold requests of tenants that are erased. */
class ErasedRunsTest {

  private static final int NEVER = -1;

  @Test
  void aJobThatHasTheRequestsOfATenantThatIsErasedIsStoppedAndItsRunRejected() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    upTo(world, RunState.TRAINING);
    world.round();
    assertThat(world.work.jobs).hasSize(1);
    world.work.erased.add("acme");

    rounds(world, 3);

    assertThat(world.run().getState()).isEqualTo(RunState.REJECTED);
    assertThat(world.run().getReason())
        .isEqualTo(
            "TENANT_ERASED: its model is trained with requests of a tenant that was erased since;"
                + " the audit log has the names.");
    assertThat(world.work.stopped).containsOnly(world.work.jobs.keySet().iterator().next());
    assertThat(world.work.deployments).isEmpty();
    assertThat(world.topics.audit())
        .containsOnlyOnce("model-lifecycle model-run.reject")
        .containsOnlyOnce("model-lifecycle tenant.in-training acme");
    assertThat(world.isDone()).isTrue();
  }

  /** The journal need not say that a job was begun: the process may have died before. */
  @Test
  void aJobThatWasBegunBeforeAKillIsStoppedAsWell() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    upTo(world, RunState.TRAINING);
    world.topics.isAway = true;
    world.round();
    assertThat(world.work.jobs).hasSize(1);
    world.topics.isAway = false;
    world.restart();
    world.work.erased.add("acme");

    rounds(world, 3);

    assertThat(world.run().getState()).isEqualTo(RunState.REJECTED);
    assertThat(world.work.stopped).isNotEmpty();
    assertThat(world.work.jobs.values()).containsExactly(1);
  }

  @Test
  void aDatasetThatIsNotTrainedWithYetIsMadeAnewWithoutTheTenant() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.work.tenants.add("globex");
    upTo(world, RunState.TRAINING);
    assertThat(world.work.jobs).isEmpty();
    world.work.erased.add("globex");

    toTheEnd(world);

    assertPromotedOnce(world);
    assertThat(version(world, 2).getErasedTenants()).isZero();
  }

  @Test
  void nothingIsBegunWhileItIsNotKnownWhoseRequestsItWouldHave() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    upTo(world, RunState.TRAINING);
    world.work.areCardsReadable = false;
    rounds(world, 5);
    assertThat(world.work.jobs).isEmpty();

    world.work.areCardsReadable = true;
    toTheEnd(world);

    assertPromotedOnce(world);
  }

  @ParameterizedTest
  @EnumSource(names = {"SHADOW", "CANARY"})
  void aModelGetsNoShareWhileItIsNotKnownWhoseRequestsItHasLearned(RunState state) {
    RunWorld world = new RunWorld(new Kill(NEVER));
    upTo(world, state);
    world.work.areCardsReadable = false;
    rounds(world, 10);
    assertThat(world.run().getState()).isEqualTo(state);

    world.work.areCardsReadable = true;
    toTheEnd(world);

    assertPromotedOnce(world);
  }

  @ParameterizedTest
  @EnumSource(names = {"DEPLOYING", "EVALUATING", "SHADOW", "CANARY"})
  void whatWasTrainedWithATenantThatIsErasedBecomesNobodysChampion(RunState state) {
    RunWorld world = new RunWorld(new Kill(NEVER));
    upTo(world, state);
    world.order(new Order.Pause());
    world.work.erased.add("acme");

    rounds(world, 2);

    assertThat(world.run().getState()).isEqualTo(RunState.REJECTED);
    assertThat(world.run().getReason()).startsWith("TENANT_ERASED: ");
    assertThat(version(world, 1).getState()).isEqualTo(ModelState.CHAMPION);
    assertThat(world.topics.lineup(PIPELINE).versions())
        .filteredOn(version -> version.getVersion() > 1)
        .allSatisfy(version -> assertThat(version.getState()).isEqualTo(ModelState.REJECTED));
    world.now = world.now.plus(Duration.ofMinutes(10));
    rounds(world, 3);
    assertThat(world.work.deleted).hasSize(1);
  }

  @Test
  void aPausedRunAsksItsTrainerOnceWhetherThereIsAJob() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    upTo(world, RunState.TRAINING);
    assertThat(world.work.jobs).isEmpty();
    world.order(new Order.Pause());
    world.work.erased.add("acme");

    rounds(world, 10);

    assertThat(world.work.stopped).hasSize(1);
    assertThat(world.run().getState()).isEqualTo(RunState.TRAINING);
  }

  /** Who goes on may make it anew, without those who are erased by then. */
  @Test
  void whatAnotherInstanceMayMakeAnewIsForgotten() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    upTo(world, RunState.TRAINING);
    assertThat(world.work.handedOver).isZero();

    world.handOver();

    assertThat(world.work.handedOver).isEqualTo(1);
  }

  /** What had asked for it was given up without an answer. */
  @Test
  void aJobThatShowsWhenItsDatasetWasMadeAnewIsStoppedAndAnotherIsBegun() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.work.tenants.add("globex");
    upTo(world, RunState.TRAINING);
    String first = Run.of(world.run()).name();
    world.order(new Order.Pause());
    world.work.erased.add("globex");
    rounds(world, 2);
    assertThat(world.work.stopped).containsExactly(first);
    world.work.jobs.put(first, 1);
    world.order(new Order.Resume());
    rounds(world, 5);
    assertThat(world.run().getAttempt()).isEqualTo(2);
    world.now = world.now.plus(Duration.ofMinutes(10));
    rounds(world, 5);

    assertThat(world.work.stopped).containsExactly(first, first);
    assertThat(world.run().getState()).isEqualTo(RunState.DEPLOYING);
    assertThat(world.run().getTraining().getJobId())
        .isEqualTo("job-" + Run.of(world.run()).name())
        .isNotEqualTo("job-" + first);
  }

  /** Nobody has learned from it yet. */
  @Test
  void aDatasetWhoseCardIsLostBeforeAJobIsBegunIsMadeAnew() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    upTo(world, RunState.TRAINING);
    assertThat(world.work.jobs).isEmpty();
    Runnable unused = world.work.loseCards();
    world.restart();

    toTheEnd(world);

    assertPromotedOnce(world);
  }

  /** Killed before the journal said that a job was begun. */
  @Test
  void aJobOfWhichNothingIsWrittenIsStoppedWhereNobodyKnowsWhoseRequestsItHas() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    upTo(world, RunState.TRAINING);
    world.topics.isAway = true;
    world.round();
    assertThat(world.work.jobs).hasSize(1);
    world.topics.isAway = false;
    Runnable unused = world.work.loseCards();
    world.restart();

    rounds(world, 3);

    assertThat(world.work.stopped).isNotEmpty();
    assertThat(world.run().getState()).isEqualTo(RunState.FAILED);
    assertThat(world.run().getReason()).contains("nothing says whose requests its job was begun");
  }

  @ParameterizedTest
  @EnumSource(names = {"TRAINING", "DEPLOYING", "EVALUATING", "SHADOW", "CANARY"})
  void aRunWhoseCardIsLostGoesNoFurtherAndSaysSo(RunState state) {
    RunWorld world = new RunWorld(new Kill(NEVER));
    upTo(world, state);
    rounds(world, state == RunState.TRAINING ? 1 : 0);
    assertThat(world.run().getState()).isEqualTo(state);
    Runnable putBack = world.work.loseCards();
    world.restart();

    rounds(world, 10);

    assertThat(world.run().getState()).isEqualTo(state);
    assertThat(world.run().getWaiting())
        .startsWith("a card that says whose requests the examples of s3://b/")
        .endsWith(
            "(no card lies beside them): put it back where it was, or abort the run (millrace models"
                + " abort tickets)");
    assertThat(world.work.stopped).isEmpty();

    putBack.run();
    toTheEnd(world);
    assertPromotedOnce(world);
  }

  @ParameterizedTest
  @EnumSource(names = {"TRAINING", "DEPLOYING", "EVALUATING", "SHADOW", "CANARY"})
  void aRunWhoseCardComesBackWithATenantThatWasErasedIsRejected(RunState state) {
    RunWorld world = new RunWorld(new Kill(NEVER));
    upTo(world, state);
    rounds(world, state == RunState.TRAINING ? 1 : 0);
    Runnable putBack = world.work.loseCards();
    world.restart();
    world.work.erased.add("acme");
    rounds(world, 5);
    assertThat(world.run().getState()).isEqualTo(state);

    putBack.run();
    rounds(world, 2);

    assertThat(world.run().getReason()).startsWith("TENANT_ERASED: ");
  }

  @Test
  void aRunWhoseCardIsLostIsNotApprovedUntilItIsBack() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.approvedByPeople();
    upTo(world, RunState.APPROVAL);
    rounds(world, 3);
    assertThat(world.run().getWaiting()).isEqualTo("millrace models approve tickets");
    Runnable putBack = world.work.loseCards();
    world.restart();

    rounds(world, 10);

    assertThat(world.run().getWaiting())
        .startsWith("a card that says whose requests the examples of s3://b/")
        .endsWith(
            "(no card lies beside them): put it back where it was, then millrace models approve"
                + " tickets; or abort the run (millrace models abort tickets)");
    assertThat(world.topics.audit()).containsOnlyOnce("model-lifecycle model-run.wait");
    assertThat(world.answer(new Order.Approve()))
        .isInstanceOfSatisfying(
            Order.Answer.Refused.class,
            refused ->
                assertThat(refused.why())
                    .startsWith(
                        "version 2 gets no traffic while nothing says whose requests it was"
                            + " trained with: put the card of s3://b/")
                    .endsWith(
                        " back where it was, which is looked for once a minute, and approve it"
                            + " then; or end the run with millrace models abort tickets"));

    putBack.run();
    rounds(world, 3);
    assertThat(world.run().getWaiting()).isEqualTo("millrace models approve tickets");
    world.order(new Order.Approve());
    toTheEnd(world);
    assertPromotedOnce(world);
  }

  @Test
  void aCanaryWhoseCardIsLostMayLoseItsShare() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    upTo(world, RunState.CANARY);
    Runnable unused = world.work.loseCards();
    world.restart();
    world.candidateRight = 20;

    rounds(world, 3);

    assertThat(world.run().getState()).isEqualTo(RunState.ROLLED_BACK);
  }

  /** Traffic would have nobody to answer it. */
  @Test
  void aChampionThatWasTrainedWithATenantThatIsErasedGoesOnAndIsNamed() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.work.tenants.add("globex");
    toTheEnd(world);
    world.work.erased.add("globex");

    rounds(world, 3);

    assertThat(version(world, 2).getState()).isEqualTo(ModelState.CHAMPION);
    assertThat(version(world, 2).getErasedTenants()).isEqualTo(1);
    assertThat(version(world, 1).getErasedTenants()).as("of Bedrock's own").isZero();
    assertThat(world.topics.audit())
        .containsOnlyOnce("model-lifecycle model-version.tenant-erased")
        .containsOnlyOnce("model-lifecycle tenant.in-training globex");

    world.restart();
    rounds(world, 3);
    assertThat(world.topics.audit())
        .as("the next process finds it said")
        .containsOnlyOnce("model-lifecycle model-version.tenant-erased");

    world.work.erased.add("acme");
    rounds(world, 3);
    assertThat(version(world, 2).getErasedTenants()).isEqualTo(2);
    assertThat(world.topics.audit())
        .containsOnlyOnce("model-lifecycle tenant.in-training globex")
        .containsOnlyOnce("model-lifecycle tenant.in-training acme");
  }

  /** As where the record of one could not be read for a while. */
  @Test
  void anotherTenantIsNamedAlthoughThereAreNoMoreOfThem() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    world.work.tenants.add("globex");
    toTheEnd(world);
    world.work.erased.add("globex");
    rounds(world, 2);

    world.work.erased.remove("globex");
    world.work.erased.add("acme");
    rounds(world, 2);

    assertThat(version(world, 2).getErasedTenants()).isEqualTo(1);
    assertThat(world.topics.audit())
        .containsOnlyOnce("model-lifecycle tenant.in-training globex")
        .containsOnlyOnce("model-lifecycle tenant.in-training acme");
  }

  @Test
  void whoChangedAVersionLastAndWhyStaysWhereATenantIsErased() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    upTo(world, RunState.CANARY);
    world.order(new Order.Promote(Optional.empty()));
    toTheEnd(world);
    ModelVersion before = version(world, 2);
    assertThat(before.getChangedBy()).isEqualTo("ann");
    world.work.erased.add("acme");

    rounds(world, 2);

    ModelVersion counted = ModelVersion.newBuilder(before).setErasedTenants(1).build();
    assertThat(version(world, 2)).isEqualTo(counted);
  }

  @Test
  void aChampionOfWhichNobodyCanTellWhatItLearnedGoesOnAndSaysSo() {
    RunWorld world = new RunWorld(new Kill(NEVER));
    toTheEnd(world);
    world.work.erased.add("acme");
    rounds(world, 2);
    Runnable putBack = world.work.loseCards();

    rounds(world, 3);

    assertThat(version(world, 2).getState()).isEqualTo(ModelState.CHAMPION);
    assertThat(version(world, 2).getTenantsUnknown()).isTrue();
    assertThat(version(world, 2).getErasedTenants()).as("as it was known before").isEqualTo(1);
    assertThat(version(world, 1).getTenantsUnknown()).as("of Bedrock's own").isFalse();
    assertThat(world.topics.audit())
        .containsOnlyOnce("model-lifecycle model-version.tenants-unknown");

    putBack.run();
    rounds(world, 3);
    assertThat(version(world, 2).getTenantsUnknown()).isFalse();
    assertThat(world.topics.audit()).containsOnlyOnce("model-lifecycle tenant.in-training acme");
  }
}
