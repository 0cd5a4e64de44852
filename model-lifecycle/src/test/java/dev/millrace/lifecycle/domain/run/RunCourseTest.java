package dev.millrace.lifecycle.domain.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.domain.rollout.Decision;
import dev.millrace.lifecycle.domain.rollout.Evidence;
import dev.millrace.lifecycle.domain.rollout.VersionCounts;
import dev.millrace.record.Approval;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.RunLeftover;
import dev.millrace.record.RunRemain;
import dev.millrace.record.RunState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunCourseTest {

  private static final Evidence EVIDENCE =
      new Evidence(VersionCounts.NONE, VersionCounts.NONE, 0, 1);
  private static final Map<String, Double> BETTER = Map.of("accuracy", 0.9);

  private final Runs runs = new Runs();

  @Test
  void goesFromItsCauseToTheChampion() {
    canary();
    assertThat(runs.version(2))
        .extracting(ModelVersion::getState, ModelVersion::getShare, ModelVersion::getEvaluation)
        .containsExactly(ModelState.CANARY, 0.1, BETTER);
    assertThat(runs.run().getReason()).isEqualTo("It serves 10 % of the keys: fine.");
    assertThat(Stages.isCounted(runs.run())).isTrue();

    runs.see(new Seen.Decided(new Decision.NextShare(1, 0.5, EVIDENCE)));
    assertThat(runs.version(2).getShare()).isEqualTo(0.5);
    runs.see(new Seen.Decided(new Decision.Promote(EVIDENCE)));

    assertThat(runs.actions())
        .containsExactly(
            "model-run.begin",
            "model-run.collect",
            "model-run.train",
            "model-run.job",
            "model-run.deploy",
            "model-run.evaluate",
            "model-run.shadow",
            "model-run.share",
            "model-run.share",
            "model-run.promote");
    assertThat(runs.lineup().champion().orElseThrow().getVersion()).isEqualTo(2);
    assertThat(runs.version(1).getState()).isEqualTo(ModelState.RETIRED);
    assertThat(runs.version(2).getTraining().getJobId()).isEqualTo("job");
    assertThat(Stages.isDone(runs.run())).isTrue();
  }

  /** Of the same and of earlier moments, in any order: what a redelivery or a slow poll brings. */
  @Test
  void whatWasSeenOfAnotherMomentChangesNothing() {
    List<Report> told = new ArrayList<>();
    runs.take(Runs.event("e", 1), Runs.terms(Approval.AUTOMATIC, 0.1, 0.5, 1.0));
    List<Seen> course =
        List.of(
            new Seen.Prepared(),
            Runs.dataset(),
            new Seen.Trained("job", "artifact"),
            new Seen.Deployed("arn"),
            new Seen.Accepted(BETTER, "better"),
            new Seen.ShadowPassed("fine"),
            new Seen.Decided(new Decision.NextShare(1, 0.5, EVIDENCE)),
            new Seen.Decided(new Decision.Promote(EVIDENCE)));
    long seed = 7;
    for (Seen seen : course) {
      Report report = Report.of(runs.run(), seen);
      told.add(report);
      assertThat(runs.tell(report)).as("%s is news", seen).isTrue();
      List<Report> again = new ArrayList<>(told);
      Collections.shuffle(again, new Random(seed));
      for (Report stale : again) {
        assertThat(runs.tell(stale)).as("%s in %s", stale, runs.run().getState()).isFalse();
      }
    }
    assertThat(runs.run().getState()).isEqualTo(RunState.PROMOTED);
    assertThat(runs.lineup().versions()).hasSize(2);
  }

  @Test
  void aCandidateThatIsWorseAtTheGateServesNobody() {
    evaluating();

    runs.see(new Seen.Rejected(Map.of("accuracy", 0.2), "it is right on 20 %"));

    assertThat(runs.run())
        .extracting("state", "reason", "leftover")
        .containsExactly(
            RunState.REJECTED, "The gate rejects it: it is right on 20 %.", RunLeftover.DEPLOYMENT);
    assertThat(runs.run().getEvaluation()).isEqualTo(Map.of("accuracy", 0.2));
    assertThat(runs.version(2))
        .extracting(ModelVersion::getState, ModelVersion::getShare)
        .containsExactly(ModelState.REJECTED, 0.0);
    assertThat(runs.version(1).getState()).isEqualTo(ModelState.CHAMPION);
    assertThat(runs.see(new Seen.TakenDown())).isTrue();
    assertThat(Stages.isDone(runs.run())).isTrue();
    assertThat(runs.see(new Seen.TakenDown())).as("there is nothing left").isFalse();
  }

  @Test
  void whatCannotBeTakenDownGoesFromRunToRun() {
    evaluating();
    runs.see(new Seen.Rejected(Map.of(), "it is right on 20 %"));

    runs.see(new Seen.LeftBehind());

    assertThat(Stages.isDone(runs.run())).as("nobody waits for it").isTrue();
    RunRemain remain = new RunRemain("e", 1, RunLeftover.DEPLOYMENT);
    assertThat(runs.run().getRemains()).containsExactly(remain);
    runs.take(Runs.event("f", 1), Runs.terms(Approval.AUTOMATIC, 1.0));
    assertThat(runs.run().getRemains()).containsExactly(remain);
    assertThat(runs.see(new Seen.Tidied(remain))).isTrue();
    assertThat(runs.run().getRemains()).isEmpty();
    assertThat(runs.see(new Seen.Tidied(remain))).isFalse();
  }

  @Test
  void aFailedDeploymentRemainsAndAFailedTrainingDoesNot() {
    runs.take(Runs.event("e", 1), Runs.terms(Approval.AUTOMATIC, 1.0));
    Seen.Failed failed = new Seen.Failed("no machine", Seen.Remedy.ANOTHER_ATTEMPT);
    runs.see(new Seen.Prepared());
    runs.see(Runs.dataset());
    runs.see(failed);
    assertThat(runs.run().getRemains()).isEmpty();
    runs.see(new Seen.Trained("job", "artifact"));

    runs.see(failed);

    assertThat(runs.run().getRemains())
        .containsExactly(new RunRemain("e", 2, RunLeftover.DEPLOYMENT));
    assertThat(runs.run().getTraining().getJobId()).as("the model is there").isEqualTo("job");
  }

  @Test
  void recordsDoNotGrowByWhatNobodyMayTakeDown() {
    List<RunRemain> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(new RunRemain("run-" + i, 1, RunLeftover.DEPLOYMENT));
    }
    evaluating();
    ModelRun full = ModelRun.newBuilder(runs.run()).setRemains(many).build();

    List<RunRemain> remains = Remains.with(full, RunLeftover.DEPLOYMENT);

    assertThat(remains)
        .hasSize(100)
        .startsWith(many.get(1))
        .endsWith(new RunRemain("e", 1, RunLeftover.DEPLOYMENT));
  }

  @Test
  void aJobIsNewsOnce() {
    runs.take(Runs.event("e", 1), Runs.terms(Approval.AUTOMATIC, 1.0));
    runs.see(new Seen.Prepared());
    runs.see(Runs.dataset());
    assertThat(runs.see(new Seen.TrainingRuns("job"))).isTrue();
    assertThat(runs.see(new Seen.TrainingRuns("job"))).isFalse();
    runs.see(new Seen.Waiting("a machine"));

    assertThat(runs.see(new Seen.TrainingRuns("job"))).as("it has one").isTrue();
    assertThat(runs.run().getWaiting()).isNull();
  }

  @Test
  void aJobThatSomebodyStoppedIsTheEnd() {
    runs.take(Runs.event("e", 1), Runs.terms(Approval.AUTOMATIC, 1.0));
    runs.see(new Seen.Prepared());
    runs.see(Runs.dataset());

    runs.see(new Seen.TrainingStopped());

    assertThat(runs.run().getState()).isEqualTo(RunState.ABORTED);
  }

  @Test
  void aCanaryThatDoesBadlyLosesItsShare() {
    canary();

    runs.see(
        new Seen.Decided(
            new Decision.RollBack(Decision.Reason.LESS_ACCURATE, "it is right less", EVIDENCE)));

    assertThat(runs.run().getState()).isEqualTo(RunState.ROLLED_BACK);
    assertThat(runs.run().getReason()).isEqualTo("Its share was taken from it: it is right less.");
    assertThat(runs.version(2))
        .extracting(ModelVersion::getState, ModelVersion::getShare)
        .containsExactly(ModelState.REJECTED, 0.0);
  }

  @Test
  void aShadowThatDoesBadlyIsRejectedBeforeItServes() {
    evaluating();
    runs.see(new Seen.Accepted(BETTER, "better"));
    assertThat(runs.version(2).getShare()).isEqualTo(0.1);

    assertThat(runs.see(new Seen.Decided(new Decision.Promote(EVIDENCE)))).isFalse();
    runs.see(
        new Seen.Decided(new Decision.RollBack(Decision.Reason.FAILS_MORE, "it fails", EVIDENCE)));

    assertThat(runs.run().getState()).isEqualTo(RunState.REJECTED);
    assertThat(runs.run().getReason()).isEqualTo("In the shadow it did badly: it fails.");
  }

  @Test
  void waitsForApprovalWhereTheSpecSaysSo() {
    runs.take(Runs.event("e", 1), Runs.terms(Approval.MANUAL, 1.0));
    upToEvaluating();
    runs.see(new Seen.Accepted(BETTER, "better"));
    assertThat(runs.run().getState()).isEqualTo(RunState.APPROVAL);
    assertThat(runs.run().getWaiting()).isEqualTo("millrace models approve tickets");
    assertThat(runs.version(2).getShare()).isZero();

    assertThat(runs.order(new Order.Approve())).isInstanceOf(Order.Answer.Done.class);
    runs.see(new Seen.ShadowPassed("fine"));

    // Its first share is all of the traffic.
    assertThat(runs.run().getState()).isEqualTo(RunState.PROMOTED);
  }

  @Test
  void triesAFailedJobAgainUnderAnotherNameAndThenGivesUp() {
    runs.take(Runs.event("e", 1), Runs.terms(Approval.AUTOMATIC, 1.0));
    runs.see(new Seen.Prepared());
    runs.see(Runs.dataset());
    Seen.Failed failed = new Seen.Failed("no machine", Seen.Remedy.ANOTHER_ATTEMPT);
    runs.see(new Seen.TrainingRuns("job-1"));

    runs.see(failed);
    assertThat(runs.run())
        .extracting("state", "attempt", "waiting")
        .containsExactly(RunState.TRAINING, 2, "the next attempt, after: no machine");
    assertThat(runs.run().getTraining().getJobId()).as("of the attempt before").isEmpty();
    runs.see(failed);
    runs.see(failed);

    assertThat(runs.run())
        .extracting("state", "reason")
        .containsExactly(RunState.FAILED, "training failed: no machine");
  }

  @Test
  void givesUpAtOnceWhereAnotherAttemptIsInVain() {
    runs.take(Runs.event("e", 1), Runs.terms(Approval.AUTOMATIC, 1.0));
    runs.see(new Seen.Prepared());

    runs.see(new Seen.Failed("no labels are declared", Seen.Remedy.NONE));

    assertThat(runs.run().getState()).isEqualTo(RunState.FAILED);
    assertThat(runs.run().getLeftover()).isEqualTo(RunLeftover.NOTHING);
  }

  @Test
  void saysOnceWhatItWaitsFor() {
    runs.take(Runs.event("e", 1), Runs.terms(Approval.AUTOMATIC, 1.0));
    runs.see(new Seen.Prepared());

    assertThat(runs.see(new Seen.Waiting("labels: 3"))).isTrue();
    assertThat(runs.see(new Seen.Waiting("labels: 3"))).isFalse();
    assertThat(runs.see(new Seen.Waiting("labels: 4"))).isTrue();
    assertThat(runs.see(new Seen.GoesOn())).isTrue();
    assertThat(runs.run().getWaiting()).isNull();
    assertThat(runs.see(new Seen.GoesOn())).isFalse();
    runs.see(new Seen.Waiting("labels: 5"));
    runs.see(Runs.dataset());

    assertThat(runs.run().getWaiting()).isNull();
  }

  /** A spec that names another model voids the canary's comparison, not the run. */
  @Test
  void comparesAnewWhereAnotherChampionIsNamed() {
    canary();
    Report stale = Report.of(runs.run(), new Seen.Decided(new Decision.Promote(EVIDENCE)));
    runs.name(3);

    assertThat(runs.see(new Seen.Prepared())).isTrue();

    assertThat(runs.run()).extracting("state", "champion").containsExactly(RunState.EVALUATING, 3);
    assertThat(runs.version(2).getState()).isEqualTo(ModelState.CANDIDATE);
    assertThat(runs.tell(stale)).isFalse();
    runs.see(new Seen.Accepted(BETTER, "better"));
    runs.see(new Seen.ShadowPassed("fine"));
    runs.see(new Seen.Decided(new Decision.Promote(EVIDENCE)));
    assertThat(runs.lineup().champion().orElseThrow().getVersion()).isEqualTo(2);
    assertThat(runs.version(3).getState()).isEqualTo(ModelState.RETIRED);
  }

  /** It is not yet held against anybody. */
  @Test
  void aTrainingGoesOnWhoeverIsChampion() {
    runs.take(Runs.event("e", 1), Runs.terms(Approval.AUTOMATIC, 1.0));
    runs.see(new Seen.Prepared());
    runs.see(Runs.dataset());
    assertThat(Stages.isCounted(runs.run())).isFalse();
    runs.name(3);

    runs.see(new Seen.Trained("job", "artifact"));
    assertThat(runs.run().getState()).isEqualTo(RunState.DEPLOYING);
    runs.see(new Seen.Deployed("arn"));

    assertThat(runs.run().getChampion()).isEqualTo(3);
  }

  @Test
  void isOverWhereItsCandidateWasMadeChampionOtherwise() {
    canary();
    Lineup lineup =
        new Lineup(
            List.of(Runs.version(1, ModelState.RETIRED), Runs.version(2, ModelState.CHAMPION)));

    Turn turn =
        RunCourse.next(
                runs.run(),
                Report.of(runs.run(), new Seen.Prepared()),
                lineup,
                runs.change("model-lifecycle"))
            .orElseThrow();

    assertThat(turn.run().orElseThrow())
        .extracting("state", "reason", "leftover")
        .containsExactly(RunState.PROMOTED, "It was promoted by hand.", RunLeftover.NOTHING);
    assertThat(turn.versions()).isEmpty();
  }

  private void canary() {
    evaluating();
    runs.see(new Seen.Accepted(BETTER, "better"));
    runs.see(new Seen.ShadowPassed("fine"));
  }

  private void evaluating() {
    runs.take(Runs.event("e", 1), Runs.terms(Approval.AUTOMATIC, 0.1, 0.5, 1.0));
    upToEvaluating();
  }

  private void upToEvaluating() {
    runs.see(new Seen.Prepared());
    runs.see(Runs.dataset());
    runs.see(new Seen.TrainingRuns("job"));
    runs.see(new Seen.Trained("job", "artifact"));
    runs.see(new Seen.Deployed("arn"));
  }
}
