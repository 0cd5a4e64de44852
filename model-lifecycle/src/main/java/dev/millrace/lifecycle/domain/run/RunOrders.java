package dev.millrace.lifecycle.domain.run;

import dev.millrace.lifecycle.domain.run.Order.Answer;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What operators may do, and when. */
public final class RunOrders {

  /** What may become the champion: of those that were rejected the deployment is taken down. */
  private static final Set<ModelState> PROMOTABLE =
      Set.of(ModelState.CANDIDATE, ModelState.CANARY, ModelState.RETIRED);

  private RunOrders() {}

  /**
   * Carries an order out, or says why not.
   *
   * @param last run of the pipeline; absent where there was none yet
   */
  public static Answer answer(Optional<ModelRun> last, Order order, Lineup lineup, Change change) {
    Optional<Step> underWay =
        last.filter(run -> !Stages.isOver(run)).map(run -> new Step(run, lineup, change));
    if (order instanceof Order.Promote promote) {
      return promote(underWay, promote.version(), lineup, change);
    }
    if (order instanceof Order.RollBack back) {
      return underWay
          .filter(step -> step.run().getState() == RunState.CANARY)
          .flatMap(step -> aboutCanary(step, back))
          .orElseGet(() -> rollBack(back, lineup, change));
    }
    return underWay
        .map(step -> about(step, order))
        .orElseGet(() -> refused("no run is under way: see millrace models runs"));
  }

  private static Answer about(Step step, Order order) {
    ModelRun run = step.run();
    String by = step.change().by();
    if (order instanceof Order.Pause) {
      return Stages.isPaused(run)
          ? refused("it is paused already, by " + run.getPausedBy())
          : done(
              step.same(
                  "model-run.pause", now -> now.setPausedBy(by).setPausedAt(step.change().at())));
    }
    if (order instanceof Order.Resume) {
      return Stages.isPaused(run)
          ? done(
              step.same(
                  "model-run.resume",
                  now ->
                      now.setPausedBy(null)
                          .setPausedAt(null)
                          .setPausedMillis(run.getPausedMillis() + pause(run, step.change()))))
          : refused("it is not paused");
    }
    if (order instanceof Order.Abort) {
      String reason = by + " has ended the run.";
      return done(
          step.over(
              RunState.ABORTED,
              reason,
              now -> {},
              step.lineup().candidate(run, ModelState.REJECTED, 0, reason, step.change())));
    }
    if (order instanceof Order.Approve) {
      return approve(step);
    }
    throw new AssertionError(order);
  }

  /** What gets no traffic anyway is not approved: nobody would see why nothing follows. */
  private static Answer approve(Step step) {
    ModelRun run = step.run();
    if (run.getState() != RunState.APPROVAL || Stages.isPaused(run)) {
      return refused(
          "it waits for no approval: it is " + (Stages.isPaused(run) ? "paused" : run.getState()));
    }
    if (step.lineup().find(step.version()).filter(ModelVersion::getTenantsUnknown).isPresent()) {
      return refused(
          "version "
              + step.version()
              + " gets no traffic while nothing says whose requests it was trained with: put the"
              + " card of "
              + run.getTraining().getDataset()
              + " back where it was, which is looked for once a minute, and approve it then; or"
              + " end the run with millrace models abort "
              + run.getPipeline());
    }
    return done(Rivalry.shadow(step, run.getEvaluation(), step.change().by() + " has approved it"));
  }

  /** How long it lasted, in milliseconds; not negative, although clocks may differ. */
  private static long pause(ModelRun run, Change change) {
    return run.getPausedAt() == null
        ? 0
        : Math.max(0, Duration.between(run.getPausedAt(), change.at()).toMillis());
  }

  private static Answer promote(
      Optional<Step> underWay, Optional<Integer> wanted, Lineup lineup, Change change) {
    int candidate = underWay.map(Step::version).orElse(0);
    if (wanted.isEmpty() && candidate == 0) {
      return refused("there is no candidate: name a version, see millrace models list");
    }
    int number = wanted.orElse(candidate);
    String reason = change.by() + " has promoted it.";
    if (number == candidate) {
      return done(underWay.flatMap(step -> Rivalry.promoted(step, reason)));
    }
    return instead(lineup, number, "model-version.promote", reason, change);
  }

  /** None where it is about the champion, canary or not. */
  private static Optional<Answer> aboutCanary(Step step, Order.RollBack back) {
    if (back.to().isEmpty()) {
      return Optional.of(takeBack(step, back.from()));
    }
    return back.from()
        .filter(from -> from == step.version())
        .map(
            from ->
                refused(
                    "version "
                        + from
                        + " is the canary, and its share goes back to the champion: name no version"
                        + " to go back to, or name the champion as the one that loses its traffic"));
  }

  private static Answer takeBack(Step step, Optional<Integer> from) {
    if (from.filter(meant -> meant != step.version()).isPresent()) {
      return overtaken(from.get(), "the canary", Optional.of(step.version()));
    }
    String reason = step.change().by() + " has taken its share from it.";
    return done(
        step.over(
            RunState.ROLLED_BACK,
            reason,
            now -> {},
            step.lineup().candidate(step.run(), ModelState.REJECTED, 0, reason, step.change())));
  }

  private static Answer rollBack(Order.RollBack back, Lineup lineup, Change change) {
    Optional<Integer> champion = lineup.champion().map(ModelVersion::getVersion);
    if (back.from().isPresent() && !back.from().equals(champion)) {
      return overtaken(back.from().get(), "the champion", champion);
    }
    Lineup before = champion.map(lineup::before).orElseGet(() -> new Lineup(List.of()));
    return back.to()
        .or(() -> before.newestFree().map(ModelVersion::getVersion))
        .map(
            number ->
                instead(
                    lineup,
                    number,
                    "model-version.roll-back",
                    change.by() + " has rolled back to it.",
                    change))
        .orElseGet(
            () ->
                refused(
                    before.versions().isEmpty()
                        ? "no version was champion before: see millrace models list"
                        : "each version that was champion before has learned from a tenant that"
                            + " was erased, or nobody can tell: see millrace models list, and name"
                            + " the one to go back to all the same"));
  }

  /** Another champion, without a run; one that is under way compares anew. */
  private static Answer instead(
      Lineup lineup, int number, String action, String reason, Change change) {
    Optional<ModelVersion> version = lineup.find(number);
    if (version.isEmpty()) {
      return refused("there is no version " + number + ": see millrace models list");
    }
    ModelState state = version.get().getState();
    if (!PROMOTABLE.contains(state)) {
      return refused(
          state == ModelState.CHAMPION
              ? "version " + number + " is the champion"
              : "version " + number + " was rejected, and can be asked no longer");
    }
    List<ModelVersion> written = lineup.promoted(version.get(), reason, change);
    return new Answer.Done(new Turn(action, Optional.empty(), written));
  }

  private static Answer done(Optional<Turn> turn) {
    return turn.<Answer>map(Answer.Done::new)
        .orElseGet(() -> refused("its candidate is not there: see millrace models list"));
  }

  private static Answer overtaken(int meant, String place, Optional<Integer> now) {
    return new Answer.Overtaken(
        "version "
            + meant
            + " is not "
            + place
            + " now, "
            + now.map(version -> "version " + version).orElse("none")
            + " is: nothing was done; look at the models before giving the order anew");
  }

  private static Answer refused(String why) {
    return new Answer.Refused(why);
  }
}
