package dev.millrace.lifecycle;

import dev.millrace.lifecycle.LifecycleSettings.Pace;
import dev.millrace.lifecycle.domain.dataset.ErasedShare;
import dev.millrace.lifecycle.domain.rollout.Decision;
import dev.millrace.lifecycle.domain.run.Lineup;
import dev.millrace.lifecycle.domain.run.Report;
import dev.millrace.lifecycle.domain.run.Seen;
import dev.millrace.lifecycle.domain.run.Seen.Remedy;
import dev.millrace.lifecycle.domain.run.Stages;
import dev.millrace.lifecycle.work.DatasetCard;
import dev.millrace.lifecycle.work.Retry;
import dev.millrace.lifecycle.work.TrainingState;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks how far the work of a run is, and begins what its state says is to be done.
 *
 * <p><i>Threads</i>: one at a time.
 */
final class RunLook {

  /** What a run waits for of which nobody can tell whether a tenant that was erased is in it. */
  private static final String LACK = "a card that says whose requests the examples of ";

  private final Standing standing;
  private final Pace pace;
  private final InstantSource clock;
  private final RunData data;
  private final RunTraining training;
  private final RunDeployment deployment;
  private final RunEvaluation evaluation;
  private final RunTraffic traffic;
  private final Silence silence;

  RunLook(Standing standing, Work work, Pace pace, InstantSource clock) {
    this.standing = standing;
    this.pace = pace;
    this.clock = clock;
    this.data = new RunData(work.datasets(), pace.relook(), clock);
    this.silence = new Silence(pace.relook(), clock);
    this.training = new RunTraining(work.training(), data, silence);
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
  Map<Integer, ErasedShare> erased(Lineup lineup) {
    Map<Integer, ErasedShare> erased = new HashMap<>();
    for (ModelVersion version : lineup.versions()) {
      if (version.getState() != ModelState.REJECTED) {
        erased.put(version.getVersion(), data.erasedIn(version.getTraining()));
      }
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
    training.forgetAllBut(underWay);
    silence.forgetAllBut(underWay.stream().map(ModelRun::getId).toList());
    evaluation.keepOnly(underWay);
    deployment.forgetAllBut(runs);
  }

  /** Another instance looks from now on. */
  void end() {
    data.end();
    training.end();
    evaluation.stopAll();
  }

  private Optional<Seen> seen(ModelRun run, Round round) throws IOException {
    if (Stages.isOver(run)) {
      return Stages.isDone(run) ? Optional.empty() : deployment.takenDown(run);
    }
    ErasedShare erased = data.erasedIn(run.getTraining());
    if (erased instanceof ErasedShare.Told told && !told.tenants().isEmpty()) {
      TrainingState job = training.stopped(run);
      if (job instanceof TrainingState.Unheard unheard) {
        return silence.of(run, unheard.reason());
      }
      // Where nothing was begun, the examples are made anew without them.
      if (!(job instanceof TrainingState.Absent)) {
        return Optional.of(new Seen.TenantsErased(told.tenants()));
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
    if (erased instanceof ErasedShare.Told && lacked(run)) {
      return Optional.of(new Seen.GoesOn());
    }
    return switch (run.getState()) {
      case DETECTED -> Optional.of(new Seen.Prepared());
      case DATASET -> data.seen(run, spec.get());
      case TRAINING -> isResting(run) ? Optional.empty() : training(run, spec.get(), erased);
      case DEPLOYING -> isResting(run) ? Optional.empty() : deploying(run, erased);
      case EVALUATING -> evaluating(run, spec.get(), champion.get(), erased);
      case SHADOW, CANARY -> shared(run, traffic.seen(run, round), erased);
      case APPROVAL -> awaiting(run, erased);
      case PROMOTED, REJECTED, ROLLED_BACK, ABORTED, FAILED -> Optional.empty();
    };
  }

  /** Examples that nothing was trained with yet are made anew where nobody knows whose they are. */
  private Optional<Seen> training(ModelRun run, PipelineSpec spec, ErasedShare erased) {
    if (erased instanceof ErasedShare.Told) {
      return training.seen(run, spec);
    }
    if (erased instanceof ErasedShare.Unheard || !run.getTraining().getJobId().isEmpty()) {
      return lack(run, erased);
    }
    TrainingState job = training.stopped(run);
    if (job instanceof TrainingState.Absent) {
      return training.seen(run, spec);
    }
    return job instanceof TrainingState.Unheard unheard
        ? silence.of(run, unheard.reason())
        : Optional.of(
            new Seen.Failed(
                "nothing says whose requests its job was begun with, so it was stopped",
                Remedy.NONE));
  }

  private Optional<Seen> deploying(ModelRun run, ErasedShare erased) throws IOException {
    return erased instanceof ErasedShare.Untold ? lack(run, erased) : deployment.seen(run);
  }

  private Optional<Seen> evaluating(
      ModelRun run, PipelineSpec spec, ModelVersion champion, ErasedShare erased)
      throws IOException {
    // A dataset without a readable card would be made anew, and speak for what was trained before.
    if (!(erased instanceof ErasedShare.Told)) {
      return lack(run, erased);
    }
    Optional<DatasetCard> card = data.card(run, spec);
    String modelId = run.getModelId();
    return card.isEmpty() || modelId == null
        ? data.lost(run)
        : evaluation.seen(run, card.get(), champion, modelId);
  }

  /** Whoever is to approve it hears what would keep it from traffic, and when that is over. */
  private static Optional<Seen> awaiting(ModelRun run, ErasedShare erased) {
    return erased instanceof ErasedShare.Told ? Optional.of(new Seen.GoesOn()) : lack(run, erased);
  }

  /** While nobody knows whose requests a model has learned, it may lose a share, and get none. */
  private static Optional<Seen> shared(ModelRun run, Optional<Seen> seen, ErasedShare erased) {
    return erased instanceof ErasedShare.Told || seen.filter(RunLook::isBack).isPresent()
        ? seen
        : lack(run, erased);
  }

  private static boolean isBack(Seen what) {
    return what instanceof Seen.Decided decided && decided.decision() instanceof Decision.RollBack;
  }

  /** A bucket that is away for a moment is not worth a record; a card that says nothing is. */
  private static Optional<Seen> lack(ModelRun run, ErasedShare erased) {
    return erased instanceof ErasedShare.Untold untold
        ? Optional.of(
            new Seen.Lacking(
                LACK
                    + run.getTraining().getDataset()
                    + " are ("
                    + untold.reason()
                    + "): put it back where it was"))
        : Optional.empty();
  }

  private static boolean lacked(ModelRun run) {
    return run.getWaiting() != null && run.getWaiting().startsWith(LACK);
  }

  /** A further attempt waits a little: what has just failed would fail again. */
  private boolean isResting(ModelRun run) {
    return run.getAttempt() > 1 && now().isBefore(run.getSince().plus(pace.relook()));
  }

  /** What a failure of the work means for a run. */
  static Seen failed(String reason, Retry retry) {
    return new Seen.Failed(reason, retry == Retry.MAY_HELP ? Remedy.ANOTHER_ATTEMPT : Remedy.NONE);
  }

  private Instant now() {
    return clock.instant();
  }
}
