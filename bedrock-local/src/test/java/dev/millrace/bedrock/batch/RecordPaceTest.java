package dev.millrace.bedrock.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RecordPaceTest {

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void takesAsManyAsItMayAtOnceWithoutASpeed() {
    RecordPace pace = new RecordPace(BEGINNING, 0, OptionalInt.empty());

    assertThat(pace.due(0, 1000, BEGINNING)).isEqualTo(RecordPace.MOST);
    assertThat(pace.due(990, 10, BEGINNING)).isEqualTo(10);
  }

  @Test
  void keepsItsSpeedFromWhereItWasResumed() {
    RecordPace pace = new RecordPace(BEGINNING, 40, OptionalInt.of(10));

    assertThat(pace.due(40, 100, BEGINNING)).isZero();
    assertThat(pace.due(40, 100, BEGINNING.plusMillis(99))).isZero();
    assertThat(pace.due(40, 100, BEGINNING.plusMillis(100))).isEqualTo(1);
    assertThat(pace.due(45, 95, BEGINNING.plusSeconds(1))).isEqualTo(5);
    assertThat(pace.due(45, 3, BEGINNING.plusSeconds(1))).isEqualTo(3);
    assertThat(pace.due(45, 95, BEGINNING.minusSeconds(1))).isZero();
  }

  @Test
  void looksAgainWhenTheNextIsDueButNotTooOften() {
    assertThat(new RecordPace(BEGINNING, 0, OptionalInt.of(2)).pause())
        .isEqualTo(Duration.ofMillis(500));
    assertThat(new RecordPace(BEGINNING, 0, OptionalInt.of(100_000)).pause())
        .isEqualTo(Duration.ofMillis(20));
  }
}
