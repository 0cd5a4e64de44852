package dev.millrace.local.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlotTest {

  private static final Instant BEGIN = Instant.parse("2026-11-26T12:00:00Z");
  private static final Optional<Accuracy> GOOD = Optional.of(new Accuracy(90, 100));
  private static final Optional<Accuracy> BAD = Optional.of(new Accuracy(40, 100));

  private final LoopStory story = new LoopStory();
  private final Plot plot = new Plot(new Plot.Terms(BEGIN, Duration.ofSeconds(20), at(160), 0.8));

  @Test
  void theWorldChangesWhenAllWasWellForAWhile() {
    assertThat(look(1, GOOD)).containsExactly("calm");
    assertThat(look(19, GOOD)).isEmpty();

    assertThat(look(20, GOOD)).containsExactly("changed");
    assertThat(plot.hasChanged()).isTrue();
    assertThat(plot.turn()).isEqualTo(at(20));
  }

  @Test
  void theWorldDoesNotChangeBeforeAnythingIsAnswered() {
    look(30, Optional.empty());

    assertThat(plot.hasChanged()).isFalse();
  }

  @Test
  void theStoryIsToldFromTheDropToTheRecovery() {
    look(1, GOOD);
    look(20, GOOD);
    assertThat(look(22, BAD)).containsExactly("worse");
    assertThat(look(23, BAD)).isEmpty();

    story.take(Runs.event("a"), at(30));
    story.take(Runs.detected(at(30)));
    story.take(Runs.promoted(at(50)));
    assertThat(look(51, BAD)).containsExactly("alarm", "promoted");
    assertThat(plot.turn()).isEqualTo(at(51));
    assertThat(plot.hasRecovered()).isFalse();

    assertThat(look(53, GOOD)).containsExactly("recovered");
    assertThat(plot.isOver()).isFalse();
    look(68, GOOD);
    assertThat(plot.isOver()).isTrue();
    assertThat(plot.milestones())
        .extracting(Milestone::name)
        .containsExactly("calm", "changed", "worse", "alarm", "promoted", "recovered");
  }

  @Test
  void aCandidateThatIsRejectedIsTheEnd() {
    look(20, GOOD);
    story.take(Runs.rejected(at(40)));

    look(41, BAD);

    assertThat(plot.isOver()).isTrue();
    assertThat(plot.hasRecovered()).isFalse();
  }

  @Test
  void timeIsTheEnd() {
    look(20, GOOD);
    look(159, BAD);
    assertThat(plot.isOver()).isFalse();

    look(160, BAD);

    assertThat(plot.isOver()).isTrue();
  }

  @Test
  void phasesLastUntilTheNextMilestone() {
    look(1, GOOD);
    look(20, GOOD);

    List<Phase> phases = Phase.of(plot.milestones(), at(33), new Score(Map.of()));

    assertThat(phases)
        .extracting(phase -> phase.milestone().name(), Phase::length)
        .containsExactly(
            tuple("calm", Duration.ofSeconds(20)), tuple("changed", Duration.ofSeconds(13)));
  }

  private List<String> look(int second, Optional<Accuracy> accuracy) {
    return plot.look(at(second), accuracy, story).stream().map(Milestone::name).toList();
  }

  private static Instant at(int second) {
    return BEGIN.plusSeconds(second);
  }
}
