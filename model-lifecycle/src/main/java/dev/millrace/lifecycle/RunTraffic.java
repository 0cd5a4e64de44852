package dev.millrace.lifecycle;

import dev.millrace.lifecycle.LifecycleSettings.Pace;
import dev.millrace.lifecycle.domain.rollout.Decision;
import dev.millrace.lifecycle.domain.rollout.Rollout;
import dev.millrace.lifecycle.domain.rollout.RolloutTerms;
import dev.millrace.lifecycle.domain.rollout.Step;
import dev.millrace.lifecycle.domain.rollout.StepCounts;
import dev.millrace.lifecycle.domain.rollout.VersionCounts;
import dev.millrace.lifecycle.domain.run.Seen;
import dev.millrace.lifecycle.domain.run.Stages;
import dev.millrace.record.ModelRun;
import dev.millrace.record.RunState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What live traffic says about candidates.
 *
 * <p>In the shadow a candidate only has to show that it works: it goes on after so many requests,
 * or so long, unless it fails, costs or takes too much, or is wrong too often already. One that has
 * answered nothing has shown nothing: it waits, and is rejected after the longest time of a share.
 * A canary is judged by {@link Rollout}.
 */
final class RunTraffic {

  /** Two shares, so that a shadow at the first of them is not taken for all of the traffic. */
  private static final List<Double> OF_SHADOW = List.of(0.5, 1.0);

  private final Pace.Shadow shadow;
  private final InstantSource clock;

  RunTraffic(Pace.Shadow shadow, InstantSource clock) {
    this.shadow = shadow;
    this.clock = clock;
  }

  Optional<Seen> seen(ModelRun run, Round round) {
    Instant now = clock.instant();
    // Of another share than the run is at now, counts say nothing.
    StepCounts counts =
        Optional.ofNullable(round.counts().get(run.getPipeline()))
            .filter(known -> known.since().equals(run.getSince()))
            .orElseGet(() -> StepCounts.since(run.getSince()));
    VersionCounts champion = counts.of(run.getChampion());
    VersionCounts candidate = counts.of(run.getVersion() == null ? 0 : run.getVersion());
    if (run.getState() == RunState.SHADOW) {
      return shadowed(run, champion, candidate, now);
    }
    int share = run.getShare() == null ? 0 : run.getShare();
    Decision decision =
        new Rollout(RolloutTerms.usual(run.getTerms().getShares()))
            .decide(new Step(share, begun(run)), champion, candidate, now);
    return decision instanceof Decision.Continue
        ? Optional.empty()
        : Optional.of(new Seen.Decided(decision));
  }

  private Optional<Seen> shadowed(
      ModelRun run, VersionCounts champion, VersionCounts candidate, Instant now) {
    Decision decision =
        new Rollout(RolloutTerms.usual(OF_SHADOW))
            .decide(new Step(0, begun(run)), champion, candidate, now);
    boolean hasAnswered = candidate.answered() > 0;
    if (decision instanceof Decision.RollBack back
        && (back.reason() != Decision.Reason.NO_EVIDENCE || !hasAnswered)) {
      return Optional.of(new Seen.Decided(back));
    }
    long asked = candidate.answered() + candidate.failed();
    boolean isEnough = asked >= shadow.requests();
    boolean isOver = !now.isBefore(begun(run).plus(shadow.longest()));
    if (!isEnough && !isOver) {
      return Optional.empty();
    }
    String seen =
        "in the shadow it answered " + candidate.answered() + " of " + asked + " requests";
    return Optional.of(
        hasAnswered
            ? new Seen.ShadowPassed(seen)
            : new Seen.Waiting(
                "an answer of the candidate: "
                    + seen
                    + "; is there traffic, and do budgets and kill switches let it be asked?"));
  }

  /** When its state or share began, later by as long as somebody had stopped it. */
  private static Instant begun(ModelRun run) {
    return run.getSince().plus(Stages.pausedFor(run));
  }
}
