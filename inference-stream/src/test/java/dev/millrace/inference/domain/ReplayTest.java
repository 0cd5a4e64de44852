package dev.millrace.inference.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.Replay.Ended;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplayTest {

  @Test
  void knowsWhatHasEnded() {
    Replay replay = new Replay(Map.of(0, 5L), partition -> true);
    replay.ended("a", new Ended(0, 6, Optional.empty()));

    assertThat(replay.find("a")).isPresent();
    assertThat(replay.find("b")).isEmpty();
  }

  @Test
  void holdsTheFloorUntilEverythingThatEndedHasComeAgain() {
    Replay replay = new Replay(Map.of(0, 5L), partition -> true);
    replay.ended("a", new Ended(0, 6, Optional.empty()));
    replay.ended("b", new Ended(0, 8, Optional.empty()));

    replay.pass(0, 5);
    replay.pass(0, 6);
    assertThat(replay.checkpoint()).isFalse();
    assertThat(replay.checkpoint()).isFalse();
    assertThat(replay.find("b")).isPresent();
  }

  @Test
  void letsTheFloorMoveAtTheSecondCheckpointAfterwards() {
    Replay replay = new Replay(Map.of(0, 5L), partition -> true);
    replay.ended("a", new Ended(0, 6, Optional.empty()));
    replay.pass(0, 6);

    assertThat(replay.checkpoint()).isFalse();
    assertThat(replay.find("a")).isPresent();
    assertThat(replay.checkpoint()).isTrue();
    assertThat(replay.find("a")).isEmpty();
    assertThat(replay.checkpoint()).isTrue();
  }

  @Test
  void waitsForEveryPartition() {
    Replay replay = new Replay(Map.of(0, 0L, 1, 0L), partition -> true);
    replay.ended("a", new Ended(0, 0, Optional.empty()));
    replay.ended("b", new Ended(1, 0, Optional.empty()));
    replay.pass(0, 0);
    replay.checkpoint();

    assertThat(replay.checkpoint()).isFalse();

    replay.pass(1, 0);
    replay.checkpoint();

    assertThat(replay.checkpoint()).isTrue();
  }

  @Test
  void remembersRequestsThatWereUnderWayUntilTheyHadTheirTurn() {
    Replay replay = new Replay(Map.of(0, 10L), partition -> true);
    replay.ended("waiting", new Ended(0, 9, Optional.empty()));

    assertThat(replay.checkpoint()).isFalse();
    assertThat(replay.find("waiting")).isPresent();
    assertThat(replay.checkpoint()).isTrue();
  }

  @Test
  void neverGoesBack() {
    Replay replay = new Replay(Map.of(0, 10L), partition -> true);

    replay.pass(0, 3);

    assertThat(replay.positions()).containsEntry(0, 10L);
  }

  @Test
  void keepsThePlaceOfNoOtherInstancesPartition() {
    Replay replay = new Replay(Map.of(0, 5L), partition -> partition == 0);
    replay.ended("a", new Ended(1, 9, Optional.empty()));

    replay.pass(1, 7);

    assertThat(replay.find("a")).isPresent();
    assertThat(replay.positions()).containsExactly(Map.entry(0, 5L));
    assertThat(replay.checkpoint()).isFalse();
    assertThat(replay.checkpoint()).isTrue();
  }

  @Test
  void forgetsNothingWhileARequestCannotBeRead() {
    Replay replay = new Replay(Map.of(0, 10L), partition -> true);
    replay.ended("waiting", new Ended(0, 9, Optional.empty()));
    replay.hold();

    replay.checkpoint();
    assertThat(replay.checkpoint()).isFalse();
    assertThat(replay.find("waiting")).isPresent();

    assertThat(replay.isHeld()).isTrue();
    assertThat(replay.size()).isEqualTo(1);
    replay.release();
    assertThat(replay.isHeld()).isFalse();
    assertThat(replay.checkpoint()).isFalse();
    assertThat(replay.checkpoint()).isTrue();
  }
}
