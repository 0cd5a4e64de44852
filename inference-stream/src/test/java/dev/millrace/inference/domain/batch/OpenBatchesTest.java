package dev.millrace.inference.domain.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.batch.OpenBatches.Bounds;
import dev.millrace.inference.domain.batch.OpenBatches.Closed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenBatchesTest {

  private static final Bounds BOUNDS = new Bounds(2, 3, Duration.ofMinutes(5));
  private static final Instant NOW = Requests.BEGINNING;
  private static final Collected TICKETS =
      new Collected("tickets", Requests.NOVA, RecordForm.CONVERSE);
  private static final Collected OTHERS =
      new Collected("others", Requests.NOVA, RecordForm.CONVERSE);

  private final OpenBatches<String> open = new OpenBatches<>();

  @Test
  void closesACollectionThatIsFull() {
    assertThat(open.add(TICKETS, "a", BOUNDS, NOW)).isEmpty();
    assertThat(open.add(OTHERS, "x", BOUNDS, NOW)).isEmpty();
    assertThat(open.add(TICKETS, "b", BOUNDS, NOW)).isEmpty();

    assertThat(open.add(TICKETS, "c", BOUNDS, NOW))
        .contains(new Closed<>(TICKETS, List.of("a", "b", "c"), true));
    assertThat(open.add(TICKETS, "d", BOUNDS, NOW)).isEmpty();
  }

  @Test
  void closesWhatHasWaitedLongEnoughAndSaysWhetherItIsEnough() {
    open.add(TICKETS, "a", BOUNDS, NOW);
    open.add(TICKETS, "b", BOUNDS, NOW.plusSeconds(299));
    open.add(OTHERS, "x", BOUNDS, NOW.plusSeconds(1));

    assertThat(open.closeDue(NOW.plusSeconds(299))).isEmpty();
    assertThat(open.nextClosing()).contains(NOW.plusSeconds(300));
    assertThat(open.closeDue(NOW.plusSeconds(301)))
        .containsExactlyInAnyOrder(
            new Closed<>(TICKETS, List.of("a", "b"), true),
            new Closed<>(OTHERS, List.of("x"), false));
    assertThat(open.nextClosing()).isEmpty();
  }

  @Test
  void letsSomeGo() {
    open.add(TICKETS, "a", BOUNDS, NOW);
    open.add(TICKETS, "b", BOUNDS, NOW);
    open.add(OTHERS, "a", BOUNDS, NOW);

    assertThat(open.removeIf("a"::equals)).containsExactly("a", "a");
    assertThat(open.closeDue(NOW.plusSeconds(300)))
        .containsExactly(new Closed<>(TICKETS, List.of("b"), false));
  }

  @Test
  void losesNobodyWhereTheAnswerChangesMeanwhile() {
    open.add(TICKETS, "a", BOUNDS, NOW);
    open.add(TICKETS, "b", BOUNDS, NOW);
    Set<String> asked = new HashSet<>();

    List<String> removed = open.removeIf(one -> !asked.add(one));

    assertThat(removed).isEmpty();
    assertThat(open.closeDue(NOW.plusSeconds(300)))
        .containsExactly(new Closed<>(TICKETS, List.of("a", "b"), true));
  }

  @Test
  void refusesBoundsThatCannotHold() {
    assertThatThrownBy(() -> new Bounds(3, 2, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Bounds(1, 2, Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Bounds(1, 1, Duration.ZERO).maxRecords()).isEqualTo(1);
    assertThatThrownBy(() -> new Bounds(0, 2, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
