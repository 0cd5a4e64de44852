package dev.millrace.lifecycle.domain.run;

import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.RunLeftover;
import dev.millrace.record.RunState;
import dev.millrace.record.TrainingProfile;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is, and the ways in which it goes on.
 *
 * @param run before
 * @param lineup versions of its pipeline
 */
record Step(ModelRun run, Lineup lineup, Change change) {

  /** Of the keys, where the spec's first share is all of them. */
  private static final double MOST_SHADOWED = 0.2;

  /** In the next state. */
  Optional<Turn> to(RunState state, String reason) {
    return to(state, reason, now -> {});
  }

  /** The same, with more. */
  Optional<Turn> to(RunState state, String reason, Consumer<ModelRun.Builder> more) {
    return to(state, reason, more, List.of());
  }

  /** The same, with versions. */
  Optional<Turn> to(
      RunState state, String reason, Consumer<ModelRun.Builder> more, List<ModelVersion> versions) {
    ModelRun.Builder next =
        begun(run.getAttempt()).setState(state).setReason(reason).setWaiting(null).setShare(null);
    more.accept(next);
    return Optional.of(Turn.of(action(state), next.build(), versions));
  }

  /** At its end. */
  Optional<Turn> over(RunState state, String reason) {
    return over(state, reason, now -> {}, List.of());
  }

  /** The same, with more, and versions. */
  Optional<Turn> over(
      RunState state, String reason, Consumer<ModelRun.Builder> more, List<ModelVersion> versions) {
    return to(
        state,
        reason,
        now -> {
          now.setPausedBy(null).setPausedAt(null).setLeftover(leftover(state));
          more.accept(now);
        },
        versions);
  }

  /** In the same state. */
  Optional<Turn> same(String action, Consumer<ModelRun.Builder> more) {
    ModelRun.Builder next = changed();
    more.accept(next);
    return Optional.of(Turn.of(action, next.build(), List.of()));
  }

  /** Says what it waits for, once; where an operator has to approve it, that as well. */
  Optional<Turn> waits(String what) {
    return says(isApprovalAwaited() ? what + "; then " + approval() : what);
  }

  /** The same, where aborting the run is the other way: behind that, nothing is approved. */
  Optional<Turn> lacks(String what) {
    String way = isApprovalAwaited() ? what + ", then " + approval() + ";" : what + ",";
    return says(way + " or abort the run (millrace models abort " + run.getPipeline() + ")");
  }

  /** Waits no longer, or only for an operator again. */
  Optional<Turn> goesOn() {
    String rest = isApprovalAwaited() ? approval() : null;
    return Objects.equals(rest, run.getWaiting())
        ? Optional.empty()
        : same("model-run.go-on", now -> now.setWaiting(rest));
  }

  /** What an operator has to do where the spec wants it approved. */
  String approval() {
    return "millrace models approve " + run.getPipeline();
  }

  /** The same step once more, or the end. */
  Optional<Turn> failed(Seen.Failed failed) {
    if (failed.remedy() == Seen.Remedy.NONE || run.getAttempt() >= RunCourse.ATTEMPTS) {
      String reason =
          run.getState().name().toLowerCase(Locale.ROOT) + " failed: " + failed.reason();
      return over(
          RunState.FAILED,
          reason,
          now -> {},
          lineup.candidate(run, ModelState.REJECTED, 0, reason, change));
    }
    ModelRun next =
        begun(run.getAttempt() + 1)
            .setWaiting("the next attempt, after: " + failed.reason())
            .setRemains(Remains.with(run, ofAttempt()))
            .setTraining(ofNextAttempt())
            .build();
    return Optional.of(Turn.of("model-run.retry", next, List.of()));
  }

  /** Its candidate, with what was measured. */
  List<ModelVersion> candidate(
      ModelState state, double share, String reason, Map<String, Double> evaluation) {
    return lineup.candidate(run, state, share, reason, change).stream()
        .map(version -> ModelVersion.newBuilder(version).setEvaluation(evaluation).build())
        .toList();
  }

  /** Number of its candidate; 0 where it has none. */
  int version() {
    return run.getVersion() == null ? 0 : run.getVersion();
  }

  double shadowShare() {
    return Math.min(run.getTerms().getShares().get(0), MOST_SHADOWED);
  }

  private Optional<Turn> says(String all) {
    return all.equals(run.getWaiting())
        ? Optional.empty()
        : same("model-run.wait", now -> now.setWaiting(all));
  }

  private boolean isApprovalAwaited() {
    return run.getState() == RunState.APPROVAL;
  }

  /** The next attempt at training has no job yet; a model that is deployed keeps its own. */
  private @Nullable TrainingProfile ofNextAttempt() {
    TrainingProfile training = run.getTraining();
    return training == null || run.getState() != RunState.TRAINING
        ? training
        : TrainingProfile.newBuilder(training).setJobId("").build();
  }

  /** A job that failed is over by itself. */
  private RunLeftover ofAttempt() {
    return run.getState() == RunState.DEPLOYING ? RunLeftover.DEPLOYMENT : RunLeftover.NOTHING;
  }

  private RunLeftover leftover(RunState end) {
    if (end == RunState.PROMOTED) {
      return RunLeftover.NOTHING;
    }
    return switch (run.getState()) {
      case TRAINING -> RunLeftover.JOB;
      case DEPLOYING, EVALUATING, APPROVAL, SHADOW, CANARY -> RunLeftover.DEPLOYMENT;
      case DETECTED, DATASET, PROMOTED, REJECTED, ROLLED_BACK, ABORTED, FAILED ->
          RunLeftover.NOTHING;
    };
  }

  private ModelRun.Builder begun(int attempt) {
    return changed().setAttempt(attempt).setSince(change.at()).setPausedMillis(0);
  }

  private ModelRun.Builder changed() {
    return ModelRun.newBuilder(run).setChangedBy(change.by()).setChangedAt(change.at());
  }

  private static String action(RunState state) {
    return switch (state) {
      case DETECTED -> "model-run.begin";
      case DATASET -> "model-run.collect";
      case TRAINING -> "model-run.train";
      case DEPLOYING -> "model-run.deploy";
      case EVALUATING -> "model-run.evaluate";
      case APPROVAL -> "model-run.await-approval";
      case SHADOW -> "model-run.shadow";
      case CANARY -> "model-run.share";
      case PROMOTED -> "model-run.promote";
      case REJECTED -> "model-run.reject";
      case ROLLED_BACK -> "model-run.roll-back";
      case ABORTED -> "model-run.abort";
      case FAILED -> "model-run.fail";
    };
  }
}
