package dev.millrace.lifecycle;

import dev.millrace.lifecycle.LifecycleSettings.Pace;
import dev.millrace.lifecycle.domain.run.Seen;
import dev.millrace.lifecycle.work.DeploymentOrder;
import dev.millrace.lifecycle.work.DeploymentState;
import dev.millrace.lifecycle.work.PriceState;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.lifecycle.work.TrainingState;
import dev.millrace.record.ModelRun;
import dev.millrace.record.RunLeftover;
import dev.millrace.record.RunRemain;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The deployments of runs: made, given a price, and taken down again, as their jobs are.
 *
 * <p>A candidate without a price is not let out of here: where budgets count its calls they would
 * be refused, and where they do not nobody would know what they cost.
 *
 * <p><i>Threads</i>: one at a time.
 */
final class RunDeployment {

  private final Work work;
  private final Pace pace;
  private final InstantSource clock;
  private final Silence silence;

  /** By pipeline, when something that remains is looked at again. */
  private final Map<String, Instant> nextLook = new HashMap<>();

  RunDeployment(Work work, Pace pace, InstantSource clock, Silence silence) {
    this.work = work;
    this.pace = pace;
    this.clock = clock;
    this.silence = silence;
  }

  /** How far the deployment of a run is. */
  Optional<Seen> seen(ModelRun run) throws IOException {
    String artifact = run.getArtifact();
    if (artifact == null) {
      return Optional.of(new Seen.Failed("no training has made anything", Seen.Remedy.NONE));
    }
    DeploymentState state = work.deployment().begin(new DeploymentOrder(Run.of(run), artifact));
    if (state instanceof DeploymentState.Unheard unheard) {
      return silence.of(run, unheard.reason());
    }
    silence.end(run);
    if (state instanceof DeploymentState.Active active) {
      return priced(active);
    }
    if (state instanceof DeploymentState.Failed failed) {
      return Optional.of(RunLook.failed(failed.reason(), failed.retry()));
    }
    return Optional.of(new Seen.GoesOn());
  }

  private Optional<Seen> priced(DeploymentState.Active active) throws IOException {
    PriceState price = work.prices().of(active);
    if (price instanceof PriceState.Missing missing) {
      return Optional.of(new Seen.Waiting(missing.what()));
    }
    return price instanceof PriceState.InForce
        ? Optional.of(new Seen.Deployed(active.modelId()))
        : Optional.empty();
  }

  /** What becomes of that which a run that is over has left behind. */
  Optional<Seen> takenDown(ModelRun run) {
    Instant from =
        run.getLeftover() == RunLeftover.DEPLOYMENT
            ? run.getSince().plus(pace.kept())
            : run.getSince();
    Instant now = clock.instant();
    if (now.isBefore(from)) {
      return Optional.empty();
    }
    if (isGone(Run.of(run), run.getLeftover())) {
      return Optional.of(new Seen.TakenDown());
    }
    return now.isBefore(from.plus(pace.relook()))
        ? Optional.empty()
        : Optional.of(new Seen.LeftBehind());
  }

  /** One of the things that remain of a pipeline's runs, where it is gone now. */
  Optional<Seen> tidied(ModelRun run) {
    Instant now = clock.instant();
    if (run.getRemains().isEmpty()
        || now.isBefore(nextLook.getOrDefault(run.getPipeline(), Instant.MIN))) {
      return Optional.empty();
    }
    for (RunRemain remain : run.getRemains()) {
      if (isGone(
          new Run(run.getPipeline(), remain.getRun(), remain.getAttempt()), remain.getWhat())) {
        return Optional.of(new Seen.Tidied(remain));
      }
    }
    nextLook.put(run.getPipeline(), now.plus(pace.relook()));
    return Optional.empty();
  }

  void forgetAllBut(Collection<ModelRun> runs) {
    nextLook.keySet().retainAll(runs.stream().map(ModelRun::getPipeline).toList());
  }

  private boolean isGone(Run run, RunLeftover what) {
    return switch (what) {
      case NOTHING -> true;
      case JOB -> isEnded(work.training().stop(run));
      case DEPLOYMENT -> work.deployment().delete(run) instanceof DeploymentState.Absent;
    };
  }

  private static boolean isEnded(TrainingState state) {
    return !(state instanceof TrainingState.Running || state instanceof TrainingState.Unheard);
  }
}
