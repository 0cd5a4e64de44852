package dev.millrace.lifecycle.domain.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Approval;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.Retraining;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import dev.millrace.record.RunLeftover;
import dev.millrace.record.RunState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunStartTest {

  private static final Retraining TERMS = Runs.terms(Approval.AUTOMATIC, 0.1, 1.0);

  private final Runs runs = new Runs();

  @Test
  void beginsOneRunOfAHundredReasonsAndNotesTheOthers() {
    for (int i = 0; i < 100; i++) {
      runs.take(Runs.event("e" + i, 1), TERMS);
    }

    assertThat(runs.run())
        .extracting(ModelRun::getNumber, ModelRun::getId, ModelRun::getNoted)
        .containsExactly(1, "e0", 99);
    assertThat(runs.run().getReason())
        .isEqualTo(
            "A better model is wanted: drift, adjustedPValue of /body is 0.001000 and was held"
                + " against 0.01000.");
  }

  @Test
  void saysTheReasonWhereThereIsNoEvidence() {
    RetrainingEvent event =
        new RetrainingEvent("e", Runs.PIPELINE, 1, RetrainingReason.SCHEDULE, List.of(), Runs.NOON);
    runs.take(event, TERMS);

    assertThat(runs.run().getReason()).isEqualTo("A better model is wanted: schedule.");
  }

  @Test
  void takesAnEventOnceHoweverOftenItComesAndWhateverBecameOfIt() {
    assertThat(runs.take(Runs.event("e", 1), TERMS)).isTrue();
    assertThat(runs.take(Runs.event("e", 1), TERMS)).isFalse();

    runs.order(new Order.Abort());

    assertThat(runs.take(Runs.event("e", 1), TERMS)).isFalse();
    assertThat(runs.take(Runs.event("f", 1), TERMS)).isTrue();
    assertThat(runs.run().getNumber()).isEqualTo(2);
    assertThat(runs.take(Runs.event("e", 1), TERMS)).isFalse();
  }

  @Test
  void waitsUntilTheLastRunHasLeftNothingBehind() {
    runs.take(Runs.event("e", 1), TERMS);
    runs.see(new Seen.Prepared());
    runs.see(Runs.dataset());
    runs.order(new Order.Abort());
    assertThat(runs.run().getLeftover()).isEqualTo(RunLeftover.JOB);

    assertThat(runs.take(Runs.event("f", 1), TERMS)).isFalse();
    assertThat(RunStart.isSettled(runs.last(), Runs.event("f", 1), runs.lineup())).isFalse();
    runs.see(new Seen.TakenDown());
    assertThat(runs.take(Runs.event("f", 1), TERMS)).isTrue();
    assertThat(runs.run().getState()).isEqualTo(RunState.DETECTED);
  }

  @Test
  void nothingComesOfWhatIsSaidOfAVersionThatWasReplaced() {
    runs.name(2);

    assertThat(RunStart.isSettled(Optional.empty(), Runs.event("e", 1), runs.lineup())).isTrue();
    assertThat(runs.take(Runs.event("e", 1), TERMS)).isFalse();
    assertThat(runs.take(Runs.event("f", 2), TERMS)).isTrue();
    assertThat(runs.version(1).getState()).isEqualTo(ModelState.RETIRED);
  }

  @Test
  void knowsTheVersionsOfItsPipelineAlone() {
    ModelVersion own = Runs.version(1, ModelState.RETIRED);
    ModelVersion other =
        ModelVersion.newBuilder(Runs.version(2, ModelState.CHAMPION))
            .setPipeline("letters")
            .build();

    assertThat(Lineup.of(Runs.PIPELINE, List.of(other, own)).versions()).containsExactly(own);
  }

  @Test
  void remembersTheNewestHundredEvents() {
    for (int i = 0; i < 150; i++) {
      runs.take(Runs.event("e" + i, 1), TERMS);
    }

    assertThat(runs.run().getEvents()).hasSize(100).endsWith("e149").doesNotContain("e49");
  }
}
