package dev.millrace.lifecycle;

import dev.millrace.lifecycle.LifecycleSettings.Pace;
import dev.millrace.lifecycle.domain.rollout.Decision;
import dev.millrace.lifecycle.domain.run.Lineup;
import dev.millrace.lifecycle.domain.run.Report;
import dev.millrace.lifecycle.domain.run.Seen;
import dev.millrace.lifecycle.domain.run.Seen.Remedy;
import dev.millrace.lifecycle.domain.run.Stages;
import dev.millrace.lifecycle.work.DatasetCard;
import dev.millrace.lifecycle.work.Retry;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.lifecycle.work.TrainingOrder;
import dev.millrace.lifecycle.work.TrainingState;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RunState;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
  private final RunDeployment deployment;
  private final RunEvaluation evaluation;
  private final RunTraffic traffic;
  private final Silence silence;

  RunLook(Standing standing, Work work, Pace pace, InstantSource clock) {
    this.standing = standing;
    this.work = work;
    this.pace = pace;
    this.clock = clock;
    this.data = new RunData(work.datasets(), pace.relook(), clock);
    this.silence = new Silence(pace.relook(), clock);
    this.deployment = new RunDeployment(work, pace, clock, silence);
    this.evaluation = new RunEvaluation(work.evaluations(), data, pace, clock);
    this.traffic = new RunTraffic(pace.shadow(), clock);
  }

  /** What there is to tell of a run; nothing where its work goes on. */
  Optional<Report> at(ModelRun run, Round round) throws IOException {
    return seen(run, round).map(what -> Report.of(run, what));
  }

  /**
   * Tenants that were erased since whose requests versions were trained with, by their number; of
   * those that were rejected nobody asks.
   */
  Map<Integer, Set<String>> erased(Lineup lineup) {
    Map<Integer, Set<String>> erased = new HashMap<>();
    for (ModelVersion version : lineup.versions()) {
      if (version.getState() == ModelState.REJECTED) {
        continue;
      }
      data.erasedIn(version.getTraining())
          .filter(tenants -> !tenants.isEmpty())
          .ifPresent(tenants -> erased.put(version.getVersion(), tenants));
    }
    return erased;
  }

  /** One of the things that remain of earlier work, where it is gone now. */
  Optional<Report> tidied(ModelRun run) {
    return deployment.tidied(run).map(what -> Report.of(run, what));
  }

  /** Forgets what was kept in mind of runs that are not there any more. */
  void forgetAllBut(Collection<ModelRun> runs) {
    List<ModelRun> underWay = runs.stream().filter(run -> !Stages.isOver(run)).toList();
    data.forgetAllBut(underWay);
    silence.forgetAllBut(underWay.stream().map(ModelRun::getId).toList());
    evaluation.keepOnly(underWay);
    deployment.forgetAllBut(runs);
  }

  /** Another instance looks from now on. */
  void end() {
    evaluation.stopAll();
  }

  private Optional<Seen> seen(ModelRun run, Round round) throws IOException {
    if (Stages.isOver(run)) {
      return Stages.isDone(run) ? Optional.empty() : deployment.takenDown(run);
    }
    Optional<Set<String>> known = data.erasedIn(run.getTraining());
    Set<String> erased = known.orElse(Set.of());
    if (!erased.isEmpty()) {
      TrainingState job = stopped(run);
      if (job instanceof TrainingState.Unheard unheard) {
        return silence.of(run, unheard.reason());
      }
      // Where nothing was begun, the examples are made anew without them.
      if (!(job instanceof TrainingState.Absent)) {
        return Optional.of(new Seen.TenantsErased(erased));
      }
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
      case DEPLOYING -> isResting(run) ? Optional.empty() : deployment.seen(run);
      case EVALUATING -> evaluating(run, spec.get(), champion.get());
      case SHADOW, CANARY ->
          traffic.seen(run, round).filter(what -> known.isPresent() || isBack(what));
      case APPROVAL, PROMOTED, REJECTED, ROLLED_BACK, ABORTED, FAILED -> Optional.empty();
    };
  }

  /** While nobody knows whose requests a model has learned, it may lose a share, and get none. */
  private static boolean isBack(Seen what) {
    return what instanceof Seen.Decided decided && decided.decision() instanceof Decision.RollBack;
  }

  /** The job of a run in training, which is stopped; of a later state there is a model. */
  private TrainingState stopped(ModelRun run) {
    return run.getState() == RunState.TRAINING
        ? work.training().stop(Run.of(run))
        : new TrainingState.Stopped();
  }

  private Optional<Seen> training(ModelRun run, PipelineSpec spec) {
    if (data.erasedIn(run.getTraining()).isEmpty()) {
      return Optional.empty();
    }
    Optional<DatasetCard> card = data.cardToTrainWith(run, spec);
    if (card.isEmpty()) {
      return data.lost(run);
    }
    TrainingState state = work.training().begin(order(run, spec, card.get()));
    if (state instanceof TrainingState.Running running) {
      silence.end(run);
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
        ? silence.of(run, unheard.reason())
        : Optional.empty();
  }

  private Optional<Seen> evaluating(ModelRun run, PipelineSpec spec, ModelVersion champion)
      throws IOException {
    Optional<DatasetCard> card = data.card(run, spec);
    String modelId = run.getModelId();
    return card.isEmpty() || modelId == null
        ? data.lost(run)
        : evaluation.seen(run, card.get(), champion, modelId);
  }

  /** A further attempt waits a little: what has just failed would fail again. */
  private boolean isResting(ModelRun run) {
    return run.getAttempt() > 1 && now().isBefore(run.getSince().plus(pace.relook()));
  }

  private static TrainingOrder order(ModelRun run, PipelineSpec spec, DatasetCard card) {
    return TrainingOrder.of(Run.of(run), spec.getModels().getChampion(), card);
  }

  /** What a failure of the work means for a run. */
  static Seen failed(String reason, Retry retry) {
    return new Seen.Failed(reason, retry == Retry.MAY_HELP ? Remedy.ANOTHER_ATTEMPT : Remedy.NONE);
  }

  private Instant now() {
    return clock.instant();
  }
}
