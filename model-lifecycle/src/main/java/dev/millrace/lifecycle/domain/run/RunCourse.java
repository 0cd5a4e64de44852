package dev.millrace.lifecycle.domain.run;

import dev.millrace.record.Approval;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.RunState;
import dev.millrace.record.TrainingProfile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The course of one run: what was seen of its work in, its next state out.
 *
 * <pre>
 * detected ─> dataset ─> training ─> deploying ─> evaluating ─> (approval) ─> shadow ─> canary ─> promoted
 *                └──────────┴────────────┴─────────────┴────────────┴──────────┴────────┴──> rejected,
 *                                                                     rolled back, aborted or failed
 * </pre>
 *
 * <p>Where the champion changes meanwhile, what was compared is compared anew.
 *
 * <p><i>Shape</i>: what was seen of another moment than the run is in changes nothing, so reports
 * may come twice, late and in any order.
 */
public final class RunCourse {

  /** Attempts at a training or a deployment. */
  static final int ATTEMPTS = 3;

  private RunCourse() {}

  /** What follows; nothing where nothing changes. */
  public static Optional<Turn> next(ModelRun run, Report report, Lineup lineup, Change change) {
    Step step = new Step(run, lineup, change);
    if (!report.isAbout(run)) {
      return Optional.empty();
    }
    if (report.what() instanceof Seen.Tidied tidied) {
      return Remains.without(step, tidied.what());
    }
    if (Stages.isOver(run)) {
      return Remains.after(step, report.what());
    }
    if (report.what() instanceof Seen.TenantsErased erased) {
      return ErasedExamples.rejected(step, erased);
    }
    return Stages.isPaused(run)
        ? Optional.empty()
        : Rivalry.anew(run, lineup, change).or(() -> step(step, report.what()));
  }

  private static Optional<Turn> step(Step step, Seen seen) {
    if (seen instanceof Seen.Waiting waiting) {
      return step.waits(waiting.what());
    }
    if (seen instanceof Seen.Lacking lacking) {
      return step.lacks(lacking.what());
    }
    if (seen instanceof Seen.GoesOn) {
      return step.goesOn();
    }
    if (seen instanceof Seen.Failed failed) {
      return step.failed(failed);
    }
    return switch (step.run().getState()) {
      case DETECTED ->
          seen instanceof Seen.Prepared
              ? step.to(RunState.DATASET, "Labelled examples are put together.")
              : Optional.empty();
      case DATASET ->
          seen instanceof Seen.DatasetReady ready ? dataset(step, ready) : Optional.empty();
      case TRAINING -> training(step, seen);
      case DEPLOYING ->
          seen instanceof Seen.Deployed deployed ? deployed(step, deployed) : Optional.empty();
      case EVALUATING -> evaluated(step, seen);
      case SHADOW, CANARY -> Rivalry.decided(step, seen);
      case APPROVAL, PROMOTED, REJECTED, ROLLED_BACK, ABORTED, FAILED -> Optional.empty();
    };
  }

  private static Optional<Turn> dataset(Step step, Seen.DatasetReady ready) {
    return step.to(
        RunState.TRAINING,
        "A model is trained with " + ready.training().getRecords() + " examples.",
        run -> run.setPinned(ready.pinned()).setTraining(ready.training()));
  }

  private static Optional<Turn> training(Step step, Seen seen) {
    if (seen instanceof Seen.TrainingRuns runs) {
      return job(step.run()).equals(runs.job())
          ? step.goesOn()
          : step.same("model-run.job", run -> run.setTraining(of(run.getTraining(), runs.job())));
    }
    if (seen instanceof Seen.Trained trained) {
      return step.to(
          RunState.DEPLOYING,
          "The model is made callable.",
          run ->
              run.setArtifact(trained.artifact())
                  .setTraining(of(run.getTraining(), trained.job())));
    }
    return seen instanceof Seen.TrainingStopped
        ? step.over(RunState.ABORTED, "Its training job was stopped by somebody else.")
        : Optional.empty();
  }

  private static Optional<Turn> deployed(Step step, Seen.Deployed deployed) {
    ModelRun run = step.run();
    int number = step.lineup().next();
    int champion = step.lineup().champion().map(ModelVersion::getVersion).orElse(run.getChampion());
    String reason = "Run " + run.getNumber() + " trained it; it is held against the champion.";
    ModelVersion candidate =
        ModelVersion.newBuilder()
            .setPipeline(run.getPipeline())
            .setVersion(number)
            .setState(ModelState.CANDIDATE)
            .setModelId(deployed.modelId())
            .setArtifact(run.getArtifact())
            .setShare(0)
            .setTraining(run.getTraining())
            .setEvaluation(Map.of())
            .setReason(reason)
            .setChangedBy(step.change().by())
            .setChangedAt(step.change().at())
            .build();
    return step.to(
        RunState.EVALUATING,
        "It is held against version " + champion + ".",
        now -> now.setModelId(deployed.modelId()).setVersion(number).setChampion(champion),
        List.of(candidate));
  }

  private static Optional<Turn> evaluated(Step step, Seen seen) {
    if (seen instanceof Seen.Rejected rejected) {
      return Rivalry.rejected(step, rejected);
    }
    if (!(seen instanceof Seen.Accepted accepted)) {
      return Optional.empty();
    }
    if (step.run().getTerms().getApproval() == Approval.MANUAL) {
      return step.to(
          RunState.APPROVAL,
          "It passed the gate: " + accepted.detail() + ".",
          run -> run.setEvaluation(accepted.evaluation()).setWaiting(step.approval()),
          step.candidate(ModelState.CANDIDATE, 0, "It passed the gate.", accepted.evaluation()));
    }
    return Rivalry.shadow(step, accepted.evaluation(), accepted.detail());
  }

  private static String job(ModelRun run) {
    return run.getTraining() == null ? "" : run.getTraining().getJobId();
  }

  private static TrainingProfile of(TrainingProfile training, String job) {
    return TrainingProfile.newBuilder(training).setJobId(job).build();
  }
}
