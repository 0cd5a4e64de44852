package dev.millrace.lifecycle;

import dev.millrace.lifecycle.LifecycleSettings.Pace;
import dev.millrace.lifecycle.domain.evaluation.GateTerms;
import dev.millrace.lifecycle.domain.evaluation.Verdict;
import dev.millrace.lifecycle.domain.run.Lineup;
import dev.millrace.lifecycle.domain.run.Report;
import dev.millrace.lifecycle.domain.run.Seen;
import dev.millrace.lifecycle.domain.run.Seen.Remedy;
import dev.millrace.lifecycle.domain.run.Stages;
import dev.millrace.lifecycle.work.DatasetCard;
import dev.millrace.lifecycle.work.DeploymentOrder;
import dev.millrace.lifecycle.work.DeploymentState;
import dev.millrace.lifecycle.work.EvaluationOrder;
import dev.millrace.lifecycle.work.EvaluationState;
import dev.millrace.lifecycle.work.Retry;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.lifecycle.work.TrainingOrder;
import dev.millrace.lifecycle.work.TrainingState;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Looks how far the work of a run is, and begins what its state says is to be done.
 *
 * <p><i>Threads</i>: one at a time.
 */
final class RunLook {

  private final Standing standing;
  private final Work work;
  private final Pace pace;
  private final InstantSource clock;
  private final RunData data;
  private final RunTraffic traffic;

  /** Since when nothing is heard of the work of a run. */
  private final Map<String, Instant> silent = new HashMap<>();

  RunLook(Standing standing, Work work, Pace pace, InstantSource clock) {
    this.standing = standing;
    this.work = work;
    this.pace = pace;
    this.clock = clock;
    this.data = new RunData(work.datasets(), pace.relook(), clock);
    this.traffic = new RunTraffic(pace.shadow(), clock);
  }

  /** What there is to tell of a run; nothing where its work goes on. */
  Optional<Report> at(ModelRun run, Round round) throws IOException {
    return seen(run, round).map(what -> Report.of(run, what));
  }

  /** Forgets what was kept in mind of runs that are not there any more. */
  void forgetAllBut(Collection<ModelRun> runs) {
    List<ModelRun> underWay = runs.stream().filter(run -> !Stages.isOver(run)).toList();
    data.forgetAllBut(underWay);
    silent.keySet().retainAll(underWay.stream().map(ModelRun::getId).toList());
  }

  private Optional<Seen> seen(ModelRun run, Round round) throws IOException {
    if (Stages.isOver(run)) {
      return Stages.isDone(run) ? Optional.empty() : takenDown(run);
    }
    if (Stages.isPaused(run)) {
      return Optional.empty();
    }
    Optional<PipelineSpec> spec = standing.spec(run.getPipeline());
    Lineup lineup = standing.lineup(run.getPipeline());
    Optional<ModelVersion> champion = lineup.champion();
    if (spec.isEmpty() || champion.isEmpty()) {
      return Optional.of(new Seen.Waiting("a spec and a champion: apply the spec of the pipeline"));
    }
    if (Stages.isCompared(run) && champion.get().getVersion() != run.getChampion()) {
      return Optional.of(new Seen.Prepared());
    }
    return switch (run.getState()) {
      case DETECTED -> Optional.of(new Seen.Prepared());
      case DATASET -> data.seen(run, spec.get());
      case TRAINING -> isResting(run) ? Optional.empty() : training(run, spec.get());
      case DEPLOYING -> isResting(run) ? Optional.empty() : deploying(run);
      case EVALUATING -> evaluating(run, spec.get(), champion.get());
      case SHADOW, CANARY -> traffic.seen(run, round);
      case APPROVAL, PROMOTED, REJECTED, ROLLED_BACK, ABORTED, FAILED -> Optional.empty();
    };
  }

  private Optional<Seen> training(ModelRun run, PipelineSpec spec) {
    Optional<DatasetCard> card = data.card(run, spec);
    if (card.isEmpty()) {
      return data.lost(run);
    }
    TrainingState state = work.training().begin(order(run, spec, card.get()));
    if (state instanceof TrainingState.Running running) {
      silent.remove(run.getId());
      return Optional.of(new Seen.TrainingRuns(running.jobId()));
    }
    if (state instanceof TrainingState.Done done) {
      return Optional.of(new Seen.Trained(done.jobId(), done.artifact()));
    }
    if (state instanceof TrainingState.Failed failed) {
      return Optional.of(failed(failed.reason(), failed.retry()));
    }
    if (state instanceof TrainingState.Stopped) {
      return Optional.of(new Seen.TrainingStopped());
    }
    return state instanceof TrainingState.Unheard unheard
        ? unheard(run, unheard.reason())
        : Optional.empty();
  }

  private Optional<Seen> deploying(ModelRun run) {
    DeploymentState state = work.deployment().begin(deployment(run));
    if (state instanceof DeploymentState.Active active) {
      return Optional.of(new Seen.Deployed(active.modelId()));
    }
    if (state instanceof DeploymentState.Failed failed) {
      return Optional.of(failed(failed.reason(), failed.retry()));
    }
    if (state instanceof DeploymentState.Unheard unheard) {
      return unheard(run, unheard.reason());
    }
    silent.remove(run.getId());
    return Optional.of(new Seen.GoesOn());
  }

  private Optional<Seen> evaluating(ModelRun run, PipelineSpec spec, ModelVersion champion)
      throws IOException {
    Optional<DatasetCard> card = data.card(run, spec);
    if (card.isEmpty() || run.getModelId() == null) {
      return data.lost(run);
    }
    // Answers of one champion must not be taken for those of another.
    Run named = Run.first(run.getPipeline(), run.getId() + "/" + champion.getVersion());
    EvaluationState state =
        work.evaluations()
            .poll(
                new EvaluationOrder(
                    named,
                    card.get(),
                    data.live(run),
                    champion.getModelId(),
                    run.getModelId(),
                    GateTerms.usual(run.getTerms().getMinAccuracyGain()),
                    pace.evaluationBudget()));
    if (state instanceof EvaluationState.Incomplete incomplete) {
      data.pinAnew(run);
      return Optional.of(new Seen.Waiting(incomplete.reason()));
    }
    return state instanceof EvaluationState.Judged judged
        ? Optional.of(judged(run, judged))
        : Optional.empty();
  }

  private Seen judged(ModelRun run, EvaluationState.Judged judged) {
    Verdict verdict = judged.verdict();
    if (verdict instanceof Verdict.Rejected rejected) {
      return new Seen.Rejected(judged.evaluation(), rejected.detail());
    }
    if (verdict instanceof Verdict.NotEnough few) {
      data.pinAnew(run);
      return new Seen.Waiting(few.missing() + " labelled requests more, to evaluate it with");
    }
    if (verdict instanceof Verdict.Accepted accepted) {
      return new Seen.Accepted(
          judged.evaluation(),
          String.format(
              Locale.ROOT,
              "it is right on %.1f %% of %d examples and the champion on %.1f %%",
              100 * accepted.figures().whole().candidateAccuracy(),
              accepted.figures().whole().examples(),
              100 * accepted.figures().whole().championAccuracy()));
    }
    throw new AssertionError(verdict);
  }

  private Optional<Seen> takenDown(ModelRun run) {
    boolean isGone =
        switch (run.getLeftover()) {
          case NOTHING -> true;
          case JOB -> isStopped(run);
          case DEPLOYMENT ->
              !now().isBefore(run.getSince().plus(pace.kept()))
                  && isGone(work.deployment().delete(deployment(run)));
        };
    return isGone ? Optional.of(new Seen.TakenDown()) : Optional.empty();
  }

  private boolean isStopped(ModelRun run) {
    TrainingState state = work.training().stop(named(run));
    return !(state instanceof TrainingState.Running || state instanceof TrainingState.Unheard);
  }

  /** An endpoint that is busy for a moment is not worth a record; one that stays away is. */
  private Optional<Seen> unheard(ModelRun run, String reason) {
    Instant since = silent.computeIfAbsent(run.getId(), id -> now());
    return now().isBefore(since.plus(pace.relook()))
        ? Optional.empty()
        : Optional.of(new Seen.Waiting(reason));
  }

  private static boolean isGone(DeploymentState state) {
    return state instanceof DeploymentState.Absent || state instanceof DeploymentState.Failed;
  }

  /** A further attempt waits a little: what has just failed would fail again. */
  private boolean isResting(ModelRun run) {
    return run.getAttempt() > 1 && now().isBefore(run.getSince().plus(pace.relook()));
  }

  private static TrainingOrder order(ModelRun run, PipelineSpec spec, DatasetCard card) {
    return TrainingOrder.of(named(run), spec.getModels().getChampion(), card);
  }

  private static DeploymentOrder deployment(ModelRun run) {
    return new DeploymentOrder(named(run), Optional.ofNullable(run.getArtifact()).orElse(""));
  }

  private static Run named(ModelRun run) {
    return new Run(run.getPipeline(), run.getId(), run.getAttempt());
  }

  private static Seen failed(String reason, Retry retry) {
    return new Seen.Failed(reason, retry == Retry.MAY_HELP ? Remedy.ANOTHER_ATTEMPT : Remedy.NONE);
  }

  private Instant now() {
    return clock.instant();
  }
}
