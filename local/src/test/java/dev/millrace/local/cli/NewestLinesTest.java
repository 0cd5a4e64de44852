package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NewestLinesTest {

  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
  private static final long SEED = 20_261_127;

  private final NewestLines lines = new NewestLines(3);

  @Test
  void takesTheNewestOfAllPartitions() {
    add(1, 4, 6);
    add(2, 5, 7);
    add(0, 3);

    assertThat(lines.inOrder()).containsExactly("5", "6", "7");
  }

  @Test
  void takesWhatThereIsWhereThereIsLess() {
    add(2, 1);

    assertThat(lines.inOrder()).containsExactly("1", "2");
  }

  @Test
  void takesTheLaterOnesOfTheSameTime() {
    for (String text : List.of("a", "b", "c", "d")) {
      lines.add(NOON, () -> text);
    }

    assertThat(lines.inOrder()).containsExactly("b", "c", "d");
  }

  @Test
  void makesNoTextOfWhatItDoesNotTake() {
    add(5, 6, 7);

    lines.add(
        NOON,
        () -> {
          throw new AssertionError("an older one");
        });

    assertThat(lines.inOrder()).containsExactly("5", "6", "7");
  }

  @Test
  void takesTheSameInAnyOrder() {
    List<Integer> seconds = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      seconds.add(i);
    }
    Collections.shuffle(seconds, new Random(SEED));

    seconds.forEach(this::add);

    assertThat(lines.inOrder()).as("seed %s", SEED).containsExactly("97", "98", "99");
  }

  private void add(int... seconds) {
    for (int second : seconds) {
      lines.add(NOON.plusSeconds(second), () -> String.valueOf(second));
    }
  }
}
