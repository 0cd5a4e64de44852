package dev.millrace.lifecycle.domain.rollout;

import dev.millrace.lifecycle.domain.rollout.Decision.Reason;
import dev.millrace.lifecycle.domain.statistics.Moments;
import dev.millrace.lifecycle.domain.statistics.Rate;
import dev.millrace.lifecycle.domain.statistics.RateEvidence;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides, as often as it is asked, whether a canary gets more of the traffic, all of it, or none.
 *
 * <p>Each share is a test of its own, with what was counted since it began: the world may change
 * from one to the next. A share is never left upwards without evidence: so a canary that is worse
 * by the margin gets beyond its first share with the declared probability at most, and is promoted
 * with less.
 *
 * <p><i>Shape</i>: hangs on counts and time alone, not on the order in which they came.
 */
public final class Rollout {

  /** Answers and failures, cost and latency: each may say no. */
  private static final int GUARDS = 4;

  /** The bounds of means hold for many. */
  private static final int MANY = 100;

  private final RolloutTerms terms;
  private final double levelOfGuard;

  public Rollout(RolloutTerms terms) {
    this.terms = terms;
    this.levelOfGuard = terms.errors().rollBack() / (GUARDS * Math.max(1, terms.steps()));
  }

  /**
   * What follows from what was counted since the step began.
   *
   * @param champion version that serves the rest
   * @param canary version that is tried
   */
  public Decision decide(Step step, VersionCounts champion, VersionCounts canary, Instant now) {
    Evidence evidence = evidence(champion, canary);
    if (step.index() >= terms.steps()) {
      // Nobody is left to compare with.
      return new Decision.Promote(evidence);
    }
    return broken(evidence)
        .<Decision>map(broken -> broken)
        .or(() -> upwards(step, evidence))
        .or(() -> timeout(step, evidence, now))
        .orElseGet(() -> new Decision.Continue(evidence));
  }

  private Evidence evidence(VersionCounts champion, VersionCounts canary) {
    RateEvidence accuracy = new RateEvidence(champion.accuracy(), canary.accuracy());
    return new Evidence(
        champion,
        canary,
        accuracy.ofWorse(0) / -Math.log(levelOfGuard),
        accuracy.ofNotWorse(terms.margin()) / -Math.log(terms.errors().promotion()));
  }

  private Optional<Decision.RollBack> broken(Evidence evidence) {
    VersionCounts champion = evidence.champion();
    VersionCounts canary = evidence.canary();
    if (evidence.worse() >= 1) {
      return rollBack(Reason.LESS_ACCURATE, accuracies(evidence), evidence);
    }
    RateEvidence success = new RateEvidence(champion.success(), canary.success());
    if (success.ofWorse(terms.failureMargin()) >= -Math.log(levelOfGuard)) {
      return rollBack(
          Reason.FAILS_MORE,
          canary.failed()
              + " of its "
              + (canary.answered() + canary.failed())
              + " requests failed, and "
              + champion.failed()
              + " of the champion's "
              + (champion.answered() + champion.failed()),
          evidence);
    }
    return above(champion.cost(), canary.cost(), terms.ratios().cost())
        .flatMap(detail -> rollBack(Reason.TOO_EXPENSIVE, "it costs " + detail, evidence))
        .or(
            () ->
                above(champion.latencyMillis(), canary.latencyMillis(), terms.ratios().latency())
                    .flatMap(detail -> rollBack(Reason.TOO_SLOW, "it takes " + detail, evidence)));
  }

  /** Even at the near ends of both bounds it is more than allowed. */
  private Optional<String> above(Moments champion, Moments canary, double most) {
    if (Math.min(champion.count(), canary.count()) < MANY) {
      return Optional.empty();
    }
    // Half the level for each of the two bounds.
    double least = canary.mean() - canary.radius(levelOfGuard / 2);
    double allowed = most * (champion.mean() + champion.radius(levelOfGuard / 2));
    return least > allowed
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%.2f times what the champion does in the mean of %d requests, and %.2f is allowed",
                canary.mean() / champion.mean(),
                canary.count(),
                most))
        : Optional.empty();
  }

  private Optional<Decision> upwards(Step step, Evidence evidence) {
    if (evidence.notWorse() < 1 || evidence.canary().labelled() < terms.minLabels()) {
      return Optional.empty();
    }
    int next = step.index() + 1;
    return Optional.of(
        next == terms.steps()
            ? new Decision.Promote(evidence)
            : new Decision.NextShare(next, terms.shares().get(next), evidence));
  }

  private Optional<Decision> timeout(Step step, Evidence evidence, Instant now) {
    return now.isBefore(step.since().plus(terms.maxStep()))
        ? Optional.empty()
        : rollBack(
                Reason.NO_EVIDENCE,
                "after "
                    + terms.maxStep()
                    + " nothing shows that it is good enough: "
                    + accuracies(evidence),
                evidence)
            .map(rollBack -> rollBack);
  }

  private static Optional<Decision.RollBack> rollBack(
      Reason reason, String detail, Evidence evidence) {
    return Optional.of(new Decision.RollBack(reason, detail, evidence));
  }

  private static String accuracies(Evidence evidence) {
    return "it is right on "
        + share(evidence.canary().accuracy())
        + " labelled answers, and the champion on "
        + share(evidence.champion().accuracy());
  }

  private static String share(Rate rate) {
    return String.format(Locale.ROOT, "%.1f %% of %d", 100 * rate.share(), rate.total());
  }
}
