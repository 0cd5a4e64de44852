package dev.millrace.ingestion.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.ingestion.client.ProducerSettings.Batching;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a batch goes, and what is in it. */
class LaneTest {

  private static final long LINGER_NANOS = 10;
  private static final long TIMEOUT_NANOS = 1_000;

  /** Of three events, or of ten bytes. */
  private final Lane lane =
      new Lane(new Batching(3, 10, Duration.ofNanos(LINGER_NANOS), 1, Optional.empty()));

  @Test
  void aFewWaitForOthers() {
    add("a", 5);

    Lane.Step step = lane.step(14, 0);

    assertThat(step.send()).isEmpty();
    assertThat(step.wakeNanos()).hasValue(15);
    assertThat(texts(lane.step(15, 0))).containsExactly("a");
  }

  @Test
  void enoughEventsGoAtOnce() {
    add("a", 0);
    add("b", 0);
    assertThat(lane.step(0, 0).send()).isEmpty();
    add("c", 0);
    add("d", 0);

    assertThat(texts(lane.step(0, 0))).containsExactly("a", "b", "c");
  }

  @Test
  void enoughBytesGoAtOnceAndABatchIsNeverLarger() {
    add("1234", 0);
    assertThat(lane.step(0, 0).send()).isEmpty();
    add("1234567", 0);

    assertThat(texts(lane.step(0, 0))).containsExactly("1234");
  }

  @Test
  void whatIsLargerThanABatchGoesAlone() {
    add("12345678901234567890", 0);
    add("a", 0);

    assertThat(texts(lane.step(0, 0))).containsExactly("12345678901234567890");
  }

  @Test
  void whatWasSentBeforeAFlushDoesNotLinger() {
    add("a", 0);

    assertThat(texts(lane.step(0, 1))).containsExactly("a");
  }

  @Test
  void nothingGoesBeforeTheAnswer() {
    add("a", 0);
    assertThat(texts(lane.step(10, 0))).containsExactly("a");
    add("b", 10);

    Lane.Step step = lane.step(500, 1);
    assertThat(step.send()).isEmpty();
    assertThat(step.wakeNanos()).isEmpty();

    lane.settle(List.of(), 500);
    assertThat(texts(lane.step(500, 0))).containsExactly("b");
  }

  @Test
  void whatFailedGoesFirstAndNotTooSoon() {
    add("a", 0);
    Batch failed = lane.step(10, 0).send().orElseThrow();
    add("b", 11);
    lane.settle(List.of(new Batch(failed.parcels(), 1)), 100);

    Lane.Step early = lane.step(99, 1);
    assertThat(early.send()).isEmpty();
    assertThat(early.wakeNanos()).hasValue(100);

    assertThat(texts(lane.step(100, 0))).containsExactly("a");
    lane.settle(List.of(), 100);
    assertThat(texts(lane.step(100, 0))).containsExactly("b");
  }

  @Test
  void halvesGoOneAfterTheOtherBeforeTheRest() {
    add("a", 0);
    add("b", 0);
    add("c", 0);
    Batch batch = lane.step(0, 0).send().orElseThrow();
    add("d", 0);
    lane.settle(batch.halves(), 0);

    assertThat(texts(lane.step(0, 1))).containsExactly("a");
    lane.settle(List.of(), 0);
    Batch second = lane.step(0, 1).send().orElseThrow();
    assertThat(texts(second)).containsExactly("b", "c");
    lane.settle(second.halves(), 0);
    assertThat(texts(lane.step(0, 1))).containsExactly("b");
    lane.settle(List.of(), 0);
    assertThat(texts(lane.step(0, 1))).containsExactly("c");
    lane.settle(List.of(), 0);
    assertThat(texts(lane.step(0, 1))).containsExactly("d");
  }

  @Test
  void whatIsTooOldIsGivenUpWhereverItWaits() {
    add("a", 0);
    add("b", 0);
    Batch batch = lane.step(10, 0).send().orElseThrow();
    add("c", 1);
    add("d", 500);
    lane.settle(List.of(new Batch(batch.parcels(), 1)), 2_000);

    assertThat(lane.step(10, 0).wakeNanos()).hasValue(1_000);
    Lane.Step step = lane.step(1_001, 0);
    assertThat(step.expired())
        .extracting(Batch::tries, LaneTest::texts)
        .containsExactly(tuple(1, List.of("a", "b")), tuple(0, List.of("c")));
    assertThat(texts(step)).containsExactly("d");
  }

  private void add(String text, long nowNanos) {
    lane.add(new Parcel(text.getBytes(UTF_8), nowNanos, nowNanos + TIMEOUT_NANOS, 0));
  }

  private static List<String> texts(Lane.Step step) {
    return texts(step.send().orElseThrow());
  }

  private static List<String> texts(Batch batch) {
    return batch.parcels().stream().map(LaneTest::text).toList();
  }

  private static String text(Parcel parcel) {
    return new String(parcel.part(), UTF_8);
  }
}
