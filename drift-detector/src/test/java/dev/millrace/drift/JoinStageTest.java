package dev.millrace.drift;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.answer;
import static dev.millrace.drift.domain.Traffic.label;
import static dev.millrace.drift.domain.Traffic.rating;
import static dev.millrace.drift.domain.Traffic.refused;
import static dev.millrace.drift.domain.Traffic.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.LabelChange;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.drift.domain.labels.Remark;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JoinStageTest {

  private static final long SOON = BEGINNING + 5_000;
  private static final Duration KEPT = Duration.ofDays(30);

  private KeyedTwoInputStreamOperatorTestHarness<String, Answer, Remark, Observation> stage =
      harness();

  @BeforeEach
  void open() throws Exception {
    stage.open();
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  @Test
  void countsALabelThatComesAfterItsAnswer() throws Exception {
    read(answer("r", BEGINNING));
    read(label("r", "billing", SOON));

    assertThat(changes())
        .containsExactly(
            new LabelChange(1, "tickets", 3, null, BEGINNING, "bug", 0.9, "billing", null, 5_000));
  }

  @Test
  void countsALabelThatCameBefore() throws Exception {
    read(label("r", "billing", SOON));
    assertThat(stage.extractOutputValues()).isEmpty();
    read(answer("r", BEGINNING));

    assertThat(stage.extractOutputValues()).hasSize(2);
    assertThat(changes()).extracting(LabelChange::actual).containsExactly("billing");
  }

  @Test
  void countsTheSameLabelOnce() throws Exception {
    read(label("r", "bug", SOON));
    read(answer("r", BEGINNING));
    read(label("r", "bug", SOON));
    read(answer("r", BEGINNING));

    assertThat(stage.extractOutputValues()).hasSize(2);
  }

  @Test
  void aCorrectionTakesTheLabelBack() throws Exception {
    read(answer("r", BEGINNING));
    read(label("r", "billing", SOON));
    read(label("r", "bug", SOON + 1));
    read(label("r", "billing", SOON));

    assertThat(changes()).extracting(LabelChange::sign).containsExactly(1, -1, 1);
    assertThat(changes())
        .extracting(LabelChange::actual)
        .containsExactly("billing", "billing", "bug");
  }

  @Test
  void othersHaveNoSayAboutARequest() throws Exception {
    read(new Remark("r", "intruder", "tickets", "billing", null, SOON + 9));
    read(new Remark("r", "acme", "other", "billing", null, SOON + 9));
    read(label("r", "bug", SOON));
    read(answer("r", BEGINNING));
    read(new Remark("r", "intruder", "tickets", "billing", null, SOON + 9));

    assertThat(changes()).extracting(LabelChange::actual).containsExactly("bug");
  }

  @Test
  void aVerdictIsJoinedWithWhatPeopleSayAndTakenForNoneOfIt() throws Exception {
    read(verdict("r", 0.75, SOON));
    read(answer("r", BEGINNING));
    read(rating("r", 1, SOON + 1));

    assertThat(changes()).extracting(LabelChange::sign).containsExactly(1, -1, 1);
    assertThat(changes()).extracting(LabelChange::judgeRating).containsOnly(0.75);
    assertThat(changes()).extracting(LabelChange::rating).containsExactly(null, null, 1.0);
    assertThat(changes()).extracting(LabelChange::isByPeople).containsExactly(false, false, true);
    assertThat(changes()).extracting(LabelChange::delayMillis).containsExactly(0L, 0L, 5_001L);
  }

  @Test
  void answersThatAreNoneHaveNoQuality() throws Exception {
    read(refused("r", BEGINNING));
    read(label("r", "bug", SOON));

    assertThat(stage.extractOutputValues()).hasSize(1);
    assertThat(changes()).isEmpty();
  }

  @Test
  void pipelinesThatNobodyWatchesArePassedOver() throws Exception {
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
    read(other);
    read(new Remark("r", "acme", "other", "bug", null, SOON));

    assertThat(stage.extractOutputValues()).isEmpty();
    assertThat(stage.numKeyedStateEntries()).isZero();
  }

  @Test
  void goesOnAfterACrash() throws Exception {
    read(answer("answered", BEGINNING));
    read(label("early", "billing", SOON));
    OperatorSubtaskState checkpoint = stage.snapshot(1, 0);
    read(label("answered", "bug", SOON));
    stage.close();

    stage = harness();
    stage.initializeState(checkpoint);
    stage.open();
    read(label("answered", "bug", SOON));
    read(answer("early", BEGINNING));
    read(answer("answered", BEGINNING));

    assertThat(changes()).extracting(LabelChange::actual).containsExactly("bug", "billing");
  }

  @Test
  void timeIsThatOfTheAnswersAlone() throws Exception {
    stage.processWatermarkStatus2(WatermarkStatus.IDLE);
    stage.processWatermark1(new Watermark(BEGINNING));
    stage.processWatermarkStatus1(WatermarkStatus.IDLE);
    stage.processWatermarkStatus1(WatermarkStatus.ACTIVE);
    stage.processWatermark1(new Watermark(SOON));

    assertThat(stage.getOutput())
        .filteredOn(Watermark.class::isInstance)
        .containsExactly(new Watermark(BEGINNING), new Watermark(SOON));
  }

  private void read(Answer answer) throws Exception {
    stage.processElement1(answer, answer.eventTimeMillis());
  }

  private void read(Remark remark) throws Exception {
    stage.processElement2(remark, remark.observedAtMillis());
  }

  private List<LabelChange> changes() {
    return stage.extractOutputValues().stream()
        .map(Observation::change)
        .filter(Objects::nonNull)
        .toList();
  }

  private static KeyedTwoInputStreamOperatorTestHarness<String, Answer, Remark, Observation>
      harness() {
    try {
      return new KeyedTwoInputStreamOperatorTestHarness<>(
          new KeyedCoProcessOperator<>(new JoinStage(FakeBoard::new, KEPT)),
          Answer::requestId,
          Remark::requestId,
          Types.STRING);
    } catch (Exception e) {
      throw new IllegalStateException("no harness", e);
    }
  }
}
