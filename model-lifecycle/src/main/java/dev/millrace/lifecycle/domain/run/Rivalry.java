package dev.millrace.lifecycle.domain.run;

import dev.millrace.lifecycle.domain.rollout.Decision;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.RunState;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** The part of a run in which candidate and champion stand against each other. */
final class Rivalry {

  private Rivalry() {}

  /** Another champion than the one that the candidate was held against: it begins again. */
  static Optional<Turn> anew(ModelRun run, Lineup lineup, Change change) {
    Optional<Integer> champion = lineup.champion().map(ModelVersion::getVersion);
    if (!Stages.isCompared(run) || champion.isEmpty() || champion.get() == run.getChampion()) {
      return Optional.empty();
    }
    Step step = new Step(run, lineup, change);
    if (champion.get().equals(run.getVersion())) {
      return step.over(RunState.PROMOTED, "It was promoted by hand.");
    }
    String reason = "Version " + champion.get() + " is the champion now: it is compared anew.";
    return step.to(
        RunState.EVALUATING,
        reason,
        now -> now.setChampion(champion.get()).setEvaluation(Map.of()),
        lineup.candidate(run, ModelState.CANDIDATE, 0, reason, change));
  }

  static Optional<Turn> rejected(Step step, Seen.Rejected rejected) {
    String reason = "The gate rejects it: " + rejected.detail() + ".";
    return step.over(
        RunState.REJECTED,
        reason,
        now -> now.setEvaluation(rejected.evaluation()),
        step.candidate(ModelState.REJECTED, 0, reason, rejected.evaluation()));
  }

  /** It passed the gate. */
  static Optional<Turn> shadow(Step step, Map<String, Double> evaluation, String detail) {
    String reason = "It is asked beside the champion: " + detail + ".";
    return step.to(
        RunState.SHADOW,
        reason,
        now -> now.setEvaluation(evaluation),
        step.candidate(ModelState.CANDIDATE, step.shadowShare(), reason, evaluation));
  }

  static Optional<Turn> decided(Step step, Seen seen) {
    if (seen instanceof Seen.ShadowPassed passed && step.run().getState() == RunState.SHADOW) {
      return share(step, 0, passed.detail());
    }
    if (!(seen instanceof Seen.Decided decided)) {
      return Optional.empty();
    }
    Decision decision = decided.decision();
    if (decision instanceof Decision.RollBack back) {
      return rolledBack(step, back);
    }
    if (step.run().getState() == RunState.SHADOW) {
      return Optional.empty();
    }
    if (decision instanceof Decision.NextShare next) {
      return share(step, next.step(), "it is not worse than the champion");
    }
    return decision instanceof Decision.Promote
        ? promoted(step, "It is not worse than the champion at any share.")
        : Optional.empty();
  }

  /** The next share of the traffic, or all of it. */
  private static Optional<Turn> share(Step step, int index, String detail) {
    double share = step.run().getTerms().getShares().get(index);
    if (share >= 1) {
      return promoted(step, "It gets all of the traffic: " + detail + ".");
    }
    String reason = "It serves " + percent(share) + ": " + detail + ".";
    return step.to(
        RunState.CANARY,
        reason,
        now -> now.setShare(index),
        step.lineup().candidate(step.run(), ModelState.CANARY, share, reason, step.change()));
  }

  static Optional<Turn> promoted(Step step, String reason) {
    return step.lineup()
        .find(step.version())
        .flatMap(
            candidate ->
                step.over(
                    RunState.PROMOTED,
                    reason,
                    now -> {},
                    step.lineup().promoted(candidate, reason, step.change())));
  }

  private static Optional<Turn> rolledBack(Step step, Decision.RollBack back) {
    boolean served = step.run().getState() == RunState.CANARY;
    String reason =
        (served ? "Its share was taken from it: " : "In the shadow it did badly: ")
            + back.detail()
            + ".";
    return step.over(
        served ? RunState.ROLLED_BACK : RunState.REJECTED,
        reason,
        now -> {},
        step.lineup().candidate(step.run(), ModelState.REJECTED, 0, reason, step.change()));
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString()
        + " % of the keys";
  }
}
