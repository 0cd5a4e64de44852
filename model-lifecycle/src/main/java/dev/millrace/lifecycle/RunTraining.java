package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.run.Seen;
import dev.millrace.lifecycle.work.DatasetCard;
import dev.millrace.lifecycle.work.Retry;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.lifecycle.work.Training;
import dev.millrace.lifecycle.work.TrainingOrder;
import dev.millrace.lifecycle.work.TrainingState;
import dev.millrace.record.ModelRun;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RunState;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The training jobs of runs.
 *
 * <p><i>Threads</i>: one at a time.
 */
final class RunTraining {

  private final Training training;
  private final RunData data;
  private final Silence silence;

  /** Of which the trainer has said that there is no job; nobody else begins one meanwhile. */
  private final Set<Run> jobless = new HashSet<>();

  RunTraining(Training training, RunData data, Silence silence) {
    this.training = training;
    this.data = data;
    this.silence = silence;
  }

  /** How far the job of a run is; it is begun where there is none. */
  Optional<Seen> seen(ModelRun run, PipelineSpec spec) {
    Optional<DatasetCard> card = data.cardToTrainWith(run, spec);
    if (card.isEmpty()) {
      return data.lost(run);
    }
    TrainingState before = jobless.contains(Run.of(run)) ? again(run) : new TrainingState.Absent();
    if (before instanceof TrainingState.Unheard unheard) {
      return silence.of(run, unheard.reason());
    }
    if (!(before instanceof TrainingState.Absent)) {
      return Optional.of(
          RunLook.failed(
              "a job was begun with the examples before, and showed only now: it was stopped",
              Retry.MAY_HELP));
    }
    TrainingState state = training.begin(order(run, spec, card.get()));
    if (state instanceof TrainingState.Running running) {
      silence.end(run);
      return Optional.of(new Seen.TrainingRuns(running.jobId()));
    }
    if (state instanceof TrainingState.Done done) {
      return Optional.of(new Seen.Trained(done.jobId(), done.artifact()));
    }
    if (state instanceof TrainingState.Failed failed) {
      return Optional.of(RunLook.failed(failed.reason(), failed.retry()));
    }
    if (state instanceof TrainingState.Stopped) {
      return Optional.of(new Seen.TrainingStopped());
    }
    return state instanceof TrainingState.Unheard unheard
        ? silence.of(run, unheard.reason())
        : Optional.empty();
  }

  /**
   * The job of a run in training, which is stopped; of a later state there is a model. Where there
   * is none, its trainer is asked once.
   */
  TrainingState stopped(ModelRun run) {
    if (run.getState() != RunState.TRAINING) {
      return new TrainingState.Stopped();
    }
    Run attempt = Run.of(run);
    if (jobless.contains(attempt)) {
      return new TrainingState.Absent();
    }
    TrainingState state = training.stop(attempt);
    if (state instanceof TrainingState.Absent) {
      jobless.add(attempt);
    }
    return state;
  }

  /** An order whose answer was lost may have become a job since its trainer was asked. */
  private TrainingState again(ModelRun run) {
    TrainingState state = training.stop(Run.of(run));
    if (!(state instanceof TrainingState.Unheard)) {
      jobless.remove(Run.of(run));
    }
    return state;
  }

  void forgetAllBut(Collection<ModelRun> runs) {
    jobless.retainAll(runs.stream().map(Run::of).collect(Collectors.toSet()));
  }

  /** Another instance begins jobs from now on. */
  void end() {
    jobless.clear();
  }

  private static TrainingOrder order(ModelRun run, PipelineSpec spec, DatasetCard card) {
    return TrainingOrder.of(Run.of(run), spec.getModels().getChampion(), card);
  }
}
