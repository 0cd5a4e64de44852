package dev.millrace.drift;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.Traffic.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Judgement;
import dev.millrace.drift.domain.labels.LabelChange;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RetrainingEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchStageTest {

  private static final Watching WATCHING =
      new Watching(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(1),
          Duration.ZERO,
          Duration.ofDays(30),
          1,
          50,
          1_000,
          2,
          3);

  /** Serialized openers find the board here. */
  private static FakeBoard board = new FakeBoard();

  private KeyedOneInputStreamOperatorTestHarness<String, Observation, QualityMetric> stage =
      harness();

  @BeforeEach
  void open() throws Exception {
    board = new FakeBoard();
    stage.setProcessingTime(BEGINNING);
    stage.open();
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  @Test
  void writesAWindowWhenItsPipelinesEventsHavePassedIt() throws Exception {
    arrive(0, 60, "bug");
    arrive(1, 60, "bug");
    stage.processWatermark(BEGINNING + 60 * MINUTE);
    look(1_000);
    assertThat(accuracies()).as("others are ahead").isEmpty();

    arrive(2, 60, "bug");
    look(2_000);

    assertThat(starts()).containsExactly(0L);
  }

  @Test
  void waitsForTheSlowestSource() throws Exception {
    arrive(0, 60, "bug");
    arrive(2, 60, "bug");
    look(1_000);
    assertThat(accuracies()).isEmpty();

    stage.processWatermark(BEGINNING + MINUTE);
    look(2_000);

    assertThat(starts()).containsExactly(0L);
  }

  @Test
  void writesItOnceHoweverOftenItIsLookedAt() throws Exception {
    arrive(0, 60, "bug");
    for (int i = 1; i < 100; i++) {
      look(i * 1_000L);
    }

    assertThat(accuracies()).hasSize(1);
    assertThat(stage.numProcessingTimeTimers()).isZero();
  }

  @Test
  void closesItThroughTwoHundredAndSeventeenSecondsOfSilence() throws Exception {
    look(MINUTE);
    arrive(0, 60, "bug");
    look(MINUTE + 5_000);
    assertThat(accuracies()).isEmpty();
    look(MINUTE + 217_000);

    assertThat(accuracies()).hasSize(1);
    assertThat(stage.numProcessingTimeTimers()).isZero();
  }

  @Test
  void aStopOfAnHourClosesNothingBeforeTheBacklogIsRead() throws Exception {
    arrive(0, 60, "bug");
    look(1_000);
    OperatorSubtaskState checkpoint = stage.snapshot(1, BEGINNING);
    stage.close();
    board.counted = Optional.of(BEGINNING);
    stage = harness();
    stage.setProcessingTime(BEGINNING + 60 * MINUTE);
    stage.initializeState(checkpoint);
    stage.open();

    look(60 * MINUTE + 30_000);
    assertThat(accuracies()).isEmpty();
    for (int i = 60; i < 90; i++) {
      Answer answer = answer("r-0-" + i, BEGINNING + i);
      stage.processElement(Observation.of(answer), BEGINNING);
      stage.processElement(judged(answer, "bug", BEGINNING + i + 1), BEGINNING);
    }
    board.counted = Optional.of(BEGINNING + 60 * MINUTE + 39_000);
    look(60 * MINUTE + 40_000);
    assertThat(accuracies()).isEmpty();
    board.counted = Optional.empty();
    look(62 * MINUTE);

    assertThat(accuracies())
        .singleElement()
        .extracting(QualityMetric::getCurrentCount)
        .isEqualTo(90L);
  }

  /** It has been silent before, in the same life. */
  @Test
  void aSourceThatIsStuckClosesNothing() throws Exception {
    arrive(0, 60, "bug");
    look(1_000);
    look(3 * MINUTE);
    assertThat(accuracies()).hasSize(1);
    arrive(3, 60, "bug");
    look(3 * MINUTE + 1_000);

    board.counted = Optional.of(BEGINNING + 3 * MINUTE);
    look(63 * MINUTE);
    assertThat(accuracies()).as("more of that minute may be there, unread").hasSize(1);
    board.counted = Optional.empty();
    look(63 * MINUTE + 2_000);

    assertThat(accuracies()).hasSize(2);
  }

  @Test
  void writesItAgainWhenSomethingComesLate() throws Exception {
    arrive(0, 60, "bug");
    look(1_000);
    look(2 * MINUTE);
    Observation late = judged(answer("r-0-0", BEGINNING), "billing", BEGINNING + 9 * MINUTE);
    stage.processElement(late, BEGINNING);
    look(2 * MINUTE + 1_000);

    assertThat(accuracies()).hasSize(2);
    assertThat(accuracies().get(1).getRevision()).isGreaterThan(accuracies().get(0).getRevision());
  }

  @Test
  void aCauseMakesOneEventThroughACrash() throws Exception {
    arrive(0, 60, "billing");
    arrive(1, 60, "billing");
    OperatorSubtaskState checkpoint = stage.snapshot(1, BEGINNING);
    look(1_000);
    look(3 * MINUTE);
    assertThat(events()).hasSize(1);
    board.written.addAll(events());
    List<QualityMetric> before = stage.extractOutputValues();
    stage.close();

    stage = harness();
    stage.setProcessingTime(BEGINNING);
    stage.initializeState(checkpoint);
    stage.open();
    look(1_000);
    look(3 * MINUTE);
    assertThat(events()).isEmpty();
    assertThat(stage.extractOutputValues()).containsExactlyInAnyOrderElementsOf(before);
    arrive(3, 60, "billing");
    look(3 * MINUTE + 1_000);
    look(5 * MINUTE);

    assertThat(events()).isEmpty();
    assertThat(accuracies()).hasSize(3);
  }

  @Test
  void whatIsNoLongerWatchedLeavesNothing() throws Exception {
    Answer other =
        new Answer(
            "r",
            "acme",
            "other",
            1,
            null,
            BEGINNING,
            "ANSWERED",
            "bug",
            null,
            null,
            null,
            null,
            new String[0],
            new double[0],
            new String[0]);
    stage.processElement(Observation.of(other), BEGINNING);
    look(2_000);

    assertThat(stage.extractOutputValues()).isEmpty();
    assertThat(stage.numKeyedStateEntries()).isZero();
  }

  /** Answers within a minute, all of which say bug, and what is true of them. */
  private void arrive(int minute, int count, String truth) throws Exception {
    for (int i = 0; i < count; i++) {
      Answer answer = answer("r-" + minute + "-" + i, BEGINNING + minute * MINUTE + i);
      stage.processElement(Observation.of(answer), answer.eventTimeMillis());
      stage.processElement(
          judged(answer, truth, answer.eventTimeMillis() + 1), answer.eventTimeMillis());
    }
  }

  private void look(long afterBeginning) throws Exception {
    stage.setProcessingTime(BEGINNING + afterBeginning);
  }

  private List<QualityMetric> accuracies() {
    return stage.extractOutputValues().stream()
        .filter(metric -> metric.getName().equals("accuracy"))
        .toList();
  }

  private List<Long> starts() {
    return accuracies().stream()
        .map(metric -> metric.getWindowStart().toEpochMilli() - BEGINNING)
        .toList();
  }

  private List<RetrainingEvent> events() {
    Queue<StreamRecord<RetrainingEvent>> written = stage.getSideOutput(WatchStage.EVENTS);
    List<RetrainingEvent> events = new ArrayList<>();
    if (written != null) {
      written.forEach(record -> events.add(record.getValue()));
    }
    return events;
  }

  private static Observation judged(Answer answer, String label, long at) {
    return Observation.of(
        LabelChange.between(answer, Judgement.NONE, new Judgement(label, at, null, 0)).get(0));
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Observation, QualityMetric>
      harness() {
    try {
      return new KeyedOneInputStreamOperatorTestHarness<>(
          new KeyedProcessOperator<>(new WatchStage(() -> board, WATCHING)),
          Observation::pipeline,
          Types.STRING);
    } catch (Exception e) {
      throw new IllegalStateException("no harness", e);
    }
  }
}
