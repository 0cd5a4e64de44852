package dev.millrace.lifecycle;

import dev.millrace.lifecycle.LifecycleSettings.Pace;
import dev.millrace.lifecycle.domain.evaluation.GateTerms;
import dev.millrace.lifecycle.domain.evaluation.Verdict;
import dev.millrace.lifecycle.domain.run.Seen;
import dev.millrace.lifecycle.domain.run.Stages;
import dev.millrace.lifecycle.work.DatasetCard;
import dev.millrace.lifecycle.work.EvaluationOrder;
import dev.millrace.lifecycle.work.EvaluationState;
import dev.millrace.lifecycle.work.Evaluations;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.RunState;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The evaluations of candidates. One that is incomplete rests for a while before it goes on: what
 * kept it from its end would keep it again.
 *
 * <p><i>Threads</i>: one at a time.
 */
final class RunEvaluation {

  private final Evaluations evaluations;
  private final RunData data;
  private final Pace pace;
  private final InstantSource clock;

  /** By run, when it goes on. */
  private final Map<String, Instant> rests = new HashMap<>();

  RunEvaluation(Evaluations evaluations, RunData data, Pace pace, InstantSource clock) {
    this.evaluations = evaluations;
    this.data = data;
    this.pace = pace;
    this.clock = clock;
  }

  /**
   * How far it is.
   *
   * @param modelId of the candidate
   */
  Optional<Seen> seen(ModelRun run, DatasetCard card, ModelVersion champion, String modelId)
      throws IOException {
    if (isResting(run)) {
      return Optional.empty();
    }
    EvaluationState state =
        evaluations.poll(
            new EvaluationOrder(
                named(run),
                card,
                data.live(run),
                champion.getModelId(),
                modelId,
                GateTerms.usual(run.getTerms().getMinAccuracyGain()),
                pace.evaluationBudget()));
    if (state instanceof EvaluationState.Incomplete incomplete) {
      return rests(run, incomplete.reason());
    }
    return state instanceof EvaluationState.Judged judged ? judged(run, judged) : Optional.empty();
  }

  /** Has all others than those of these runs end; what a pause stops goes on after it. */
  void keepOnly(Collection<ModelRun> runs) {
    rests.keySet().retainAll(runs.stream().map(ModelRun::getId).toList());
    Set<Run> wanted =
        runs.stream()
            .filter(run -> run.getState() == RunState.EVALUATING && !Stages.isPaused(run))
            .map(RunEvaluation::named)
            .collect(Collectors.toSet());
    evaluations.keepOnly(wanted);
  }

  /** Another instance looks from now on: what goes on here would be paid for twice. */
  void stopAll() {
    evaluations.stopAll();
  }

  private Optional<Seen> judged(ModelRun run, EvaluationState.Judged judged) {
    Verdict verdict = judged.verdict();
    if (verdict instanceof Verdict.Rejected rejected) {
      return Optional.of(new Seen.Rejected(judged.evaluation(), rejected.detail()));
    }
    if (verdict instanceof Verdict.NotEnough few) {
      return rests(run, few.missing() + " labelled requests more, to evaluate it with");
    }
    if (verdict instanceof Verdict.Accepted accepted) {
      return Optional.of(
          new Seen.Accepted(
              judged.evaluation(),
              String.format(
                  Locale.ROOT,
                  "it is right on %.1f %% of %d examples and the champion on %.1f %%",
                  100 * accepted.figures().whole().candidateAccuracy(),
                  accepted.figures().whole().examples(),
                  100 * accepted.figures().whole().championAccuracy())));
    }
    throw new AssertionError(verdict);
  }

  private Optional<Seen> rests(ModelRun run, String why) {
    rests.put(run.getId(), clock.instant().plus(pace.relook()));
    return Optional.of(new Seen.Waiting(why));
  }

  private boolean isResting(ModelRun run) {
    Instant until = rests.get(run.getId());
    if (until == null) {
      return false;
    }
    if (clock.instant().isBefore(until)) {
      return true;
    }
    rests.remove(run.getId());
    data.pinAnew(run);
    return false;
  }

  /** Answers of one champion must not be taken for those of another. */
  private static Run named(ModelRun run) {
    return Run.first(run.getPipeline(), run.getId() + "/" + run.getChampion());
  }
}
