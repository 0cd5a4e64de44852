package dev.millrace.publisher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadMarkTest {

  private static final Instant BEGINNING = Instant.parse("2026-11-26T12:00:00Z");

  private final ReadMark mark = new ReadMark();

  @Test
  void knowsNothingBeforeItIsToldWherePartitionsEnd() {
    mark.read(Map.of("one", 7L));

    assertThat(mark.asksForEnds(BEGINNING)).isTrue();
    assertThat(mark.upTo()).isEqualTo(Instant.MIN);
  }

  @Test
  void isThereOnceAllPartitionsAre() {
    mark.ends(Map.of("one", 7L, "other", 3L), BEGINNING);

    mark.read(Map.of("one", 9L, "other", 2L));
    assertThat(mark.upTo()).isEqualTo(Instant.MIN);
    mark.read(Map.of("one", 9L, "other", 3L));

    assertThat(mark.upTo()).isEqualTo(BEGINNING);
  }

  @Test
  void goesForTheNextEndsOnceTheLastAreReached() {
    mark.ends(Map.of("one", 7L), BEGINNING);
    assertThat(mark.asksForEnds(BEGINNING.plusSeconds(60))).isFalse();
    mark.read(Map.of("one", 7L));

    assertThat(mark.asksForEnds(BEGINNING.plusMillis(999))).isFalse();
    assertThat(mark.asksForEnds(BEGINNING.plusSeconds(1))).isTrue();
  }
}
