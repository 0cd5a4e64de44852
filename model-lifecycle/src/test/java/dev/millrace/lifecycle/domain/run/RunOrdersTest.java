package dev.millrace.lifecycle.domain.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.lifecycle.domain.run.Order.Answer;
import dev.millrace.record.Approval;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.Retraining;
import dev.millrace.record.RunLeftover;
import dev.millrace.record.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunOrdersTest {

  private static final Retraining TERMS = Runs.terms(Approval.AUTOMATIC, 0.1, 1.0);

  private final Runs runs = new Runs();

  @Test
  void aPausedRunStandsStillUntilItIsResumed() {
    runs.take(Runs.event("e", 1), TERMS);
    runs.order(new Order.Pause());

    assertThat(runs.run().getPausedBy()).isEqualTo("ann");
    assertThat(runs.see(new Seen.Prepared())).isFalse();
    assertThat(runs.take(Runs.event("f", 1), TERMS)).isTrue();
    assertThat(refusal(new Order.Pause())).isEqualTo("it is paused already, by ann");
    runs.order(new Order.Resume());
    assertThat(runs.see(new Seen.Prepared())).isTrue();
    assertThat(refusal(new Order.Resume())).isEqualTo("it is not paused");
  }

  /** Time that somebody has stopped it for does not count against it. */
  @Test
  void howLongItWasPausedAddsUpWhileItsStateLasts() {
    runs.take(Runs.event("e", 1), TERMS);
    runs.order(new Order.Pause());
    runs.order(new Order.Resume());
    assertThat(Stages.pausedFor(runs.run())).isEqualTo(Duration.ofMinutes(1));
    runs.order(new Order.Pause());
    Change unused = runs.change("time passes");
    runs.order(new Order.Resume());
    assertThat(Stages.pausedFor(runs.run())).isEqualTo(Duration.ofMinutes(3));

    runs.see(new Seen.Prepared());

    assertThat(Stages.pausedFor(runs.run())).isZero();
  }

  @Test
  void anAbortedRunLeavesNothingBehind() {
    canary();

    runs.order(new Order.Abort());

    assertThat(runs.run())
        .extracting("state", "leftover", "reason")
        .containsExactly(RunState.ABORTED, RunLeftover.DEPLOYMENT, "ann has ended the run.");
    assertThat(runs.version(2).getState()).isEqualTo(ModelState.REJECTED);
    assertThat(runs.version(2).getShare()).isZero();
  }

  @Test
  void promotesTheCandidateWhateverTheFiguresSay() {
    canary();

    runs.order(new Order.Promote(Optional.empty()));

    assertThat(runs.run().getState()).isEqualTo(RunState.PROMOTED);
    assertThat(runs.lineup().champion().orElseThrow().getVersion()).isEqualTo(2);
  }

  @Test
  void promotesNoCandidateThatIsNotThere() {
    canary();

    assertThat(
            RunOrders.answer(
                runs.last(),
                new Order.Promote(Optional.empty()),
                new Lineup(List.of(Runs.version(1, ModelState.CHAMPION))),
                runs.change("ann")))
        .isEqualTo(new Answer.Refused("its candidate is not there: see millrace models list"));
  }

  @Test
  void takesACanarysShareBackAndThenTheChampionItself() {
    canary();
    runs.order(rollBack());
    assertThat(runs.run().getState()).isEqualTo(RunState.ROLLED_BACK);
    assertThat(refusal(rollBack()))
        .isEqualTo("no version was champion before: see millrace models list");

    runs.name(3);
    runs.order(rollBack());

    assertThat(runs.lineup().champion().orElseThrow().getVersion()).isEqualTo(1);
    assertThat(runs.version(3).getState()).isEqualTo(ModelState.RETIRED);
    runs.order(new Order.Promote(Optional.of(3)));
    assertThat(runs.lineup().champion().orElseThrow().getVersion()).isEqualTo(3);
  }

  @Test
  void aChampionIsTakenBackWhileItsSuccessorIsStillTrained() {
    runs.name(3);
    runs.take(Runs.event("e", 3), TERMS);
    runs.see(new Seen.Prepared());

    runs.order(rollBack());

    assertThat(runs.lineup().champion().orElseThrow().getVersion()).isEqualTo(1);
    assertThat(runs.run().getState()).as("goes on").isEqualTo(RunState.DATASET);
  }

  @Test
  void goesBackOnlyToWhatWasBefore() {
    ModelVersion before = Runs.version(1, ModelState.RETIRED);
    ModelVersion rejected = Runs.version(2, ModelState.REJECTED);
    ModelVersion champion = Runs.version(3, ModelState.CHAMPION);
    ModelVersion later = Runs.version(4, ModelState.RETIRED);

    assertThat(newChampion(rollBack(), before, rejected, champion, later)).isEqualTo(1);
    assertThat(answer(rollBack(), champion, later)).isInstanceOf(Answer.Refused.class);
    assertThat(answer(rollBack(), before))
        .as("nobody is there to be taken back")
        .isInstanceOf(Answer.Refused.class);
  }

  @Test
  void goesBackByItselfOnlyToAVersionThatLearnedFromNoTenantThatWasErased() {
    ModelVersion free = Runs.version(1, ModelState.RETIRED);
    ModelVersion marked =
        ModelVersion.newBuilder(Runs.version(2, ModelState.RETIRED)).setErasedTenants(1).build();
    ModelVersion unknown =
        ModelVersion.newBuilder(Runs.version(3, ModelState.RETIRED))
            .setTenantsUnknown(true)
            .build();
    ModelVersion champion = Runs.version(4, ModelState.CHAMPION);

    assertThat(newChampion(rollBack(), free, marked, unknown, champion)).isEqualTo(1);
    assertThat(answer(rollBack(), marked, unknown, champion))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> assertThat(refused.why()).contains("a tenant that was erased"));
    Order.RollBack named = new Order.RollBack(Optional.empty(), Optional.of(2));
    assertThat(newChampion(named, marked, champion)).as("somebody wants it so").isEqualTo(2);
  }

  @Test
  void takesNothingFromAnotherVersionThanTheOneThatIsNamed() {
    canary();

    assertThat(runs.order(new Order.RollBack(Optional.of(1), Optional.empty())))
        .isEqualTo(
            new Answer.Overtaken(
                "version 1 is not the canary now, version 2 is: nothing was done; look at the models"
                    + " before giving the order anew"));

    runs.order(new Order.RollBack(Optional.of(2), Optional.empty()));
    assertThat(runs.run().getState()).isEqualTo(RunState.ROLLED_BACK);
    runs.name(3);

    // The canary that somebody still sees is gone: its order does not reach the champion.
    assertThat(runs.order(new Order.RollBack(Optional.of(2), Optional.empty())))
        .isInstanceOf(Answer.Overtaken.class);
    assertThat(runs.order(new Order.RollBack(Optional.of(2), Optional.of(1))))
        .isInstanceOf(Answer.Overtaken.class);
    assertThat(runs.lineup().champion().orElseThrow().getVersion()).isEqualTo(3);

    runs.order(new Order.RollBack(Optional.of(3), Optional.empty()));
    assertThat(runs.lineup().champion().orElseThrow().getVersion()).isEqualTo(1);
  }

  @Test
  void replacesTheChampionBesideACanaryOnlyWhereTheChampionIsMeant() {
    runs.name(3);
    canaryBeside(3);
    int canary = runs.run().getVersion();

    assertThat(refusal(new Order.RollBack(Optional.of(canary), Optional.of(1))))
        .isEqualTo(
            "version "
                + canary
                + " is the canary, and its share goes back to the champion: name no version to go"
                + " back to, or name the champion as the one that loses its traffic");
    assertThat(runs.order(new Order.RollBack(Optional.of(1), Optional.of(1))))
        .as("a version that is neither")
        .isInstanceOf(Answer.Overtaken.class);
    assertThat(runs.lineup().champion().orElseThrow().getVersion()).isEqualTo(3);
    assertThat(runs.run().getState()).isEqualTo(RunState.CANARY);

    runs.order(new Order.RollBack(Optional.of(3), Optional.of(1)));

    assertThat(runs.lineup().champion().orElseThrow().getVersion()).isEqualTo(1);
  }

  @Test
  void saysWhyNot() {
    assertThat(refusal(new Order.Pause()))
        .isEqualTo("no run is under way: see millrace models runs");
    assertThat(refusal(new Order.Promote(Optional.empty())))
        .isEqualTo("there is no candidate: name a version, see millrace models list");
    assertThat(refusal(new Order.Promote(Optional.of(9))))
        .isEqualTo("there is no version 9: see millrace models list");
    assertThat(refusal(new Order.Promote(Optional.of(1)))).isEqualTo("version 1 is the champion");
    runs.take(Runs.event("e", 1), TERMS);
    assertThat(refusal(new Order.Approve())).isEqualTo("it waits for no approval: it is DETECTED");
    canary();
    runs.order(new Order.Abort());
    assertThat(refusal(new Order.Promote(Optional.of(2))))
        .isEqualTo("version 2 was rejected, and can be asked no longer");
  }

  private static int newChampion(Order order, ModelVersion... versions) {
    Answer.Done done = (Answer.Done) answer(order, versions);
    return done.turn().versions().get(0).getVersion();
  }

  private static Answer answer(Order order, ModelVersion... versions) {
    return RunOrders.answer(
        Optional.empty(), order, new Lineup(List.of(versions)), new Change("ann", Instant.EPOCH));
  }

  private static Order.RollBack rollBack() {
    return new Order.RollBack(Optional.empty(), Optional.empty());
  }

  private String refusal(Order order) {
    Answer answer = runs.order(order);
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused) answer).why();
  }

  private void canary() {
    canaryBeside(1);
  }

  private void canaryBeside(int champion) {
    runs.take(Runs.event("e", champion), TERMS);
    runs.see(new Seen.Prepared());
    runs.see(Runs.dataset());
    runs.see(new Seen.Trained("job", "artifact"));
    runs.see(new Seen.Deployed("arn"));
    runs.see(new Seen.Accepted(Map.of(), "better"));
    runs.see(new Seen.ShadowPassed("fine"));
  }
}
