package dev.millrace.drift.domain.quality;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.answer;
import static dev.millrace.drift.domain.Traffic.label;
import static dev.millrace.drift.domain.Traffic.rating;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Judgement;
import dev.millrace.drift.domain.labels.LabelChange;
import dev.millrace.drift.domain.labels.Remark;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class QualityFiguresTest {

  private static final List<String> LABELS = List.of("a", "b", "c");
  private static final double EXACT = 1e-9;

  private final QualitySums sums = new QualitySums();

  @Test
  void countsEachJudgedAnswer() {
    judge("a", 0.8, "a");
    judge("a", 0.6, "b");
    judge("b", 0.9, "b");
    judge("b", 0.4, "c");
    sums.answered();

    Map<String, Double> figures = sums.figures().all();

    assertThat(figures.get("accuracy")).isEqualTo(0.5);
    // a: 2/(2+1), b: 2/(2+2), c: 0
    assertThat(figures.get("macroF1")).isCloseTo((2.0 / 3 + 0.5) / 3, within(EXACT));
    assertThat(figures.get("brier")).isCloseTo((0.04 + 0.36 + 0.01 + 0.16) / 4, within(EXACT));
    assertThat(figures.get("ece")).isCloseTo((0.2 + 0.6 + 0.1 + 0.4) / 4, within(EXACT));
    assertThat(figures).doesNotContainKey("rating");
    assertThat(sums.figures().labelCoverage()).hasValue(0.8);
    assertThat(sums.figures().labelDelayMillis()).hasValue(1_000);
  }

  @Test
  void aFigureThatNothingWasCountedForIsAbsent() {
    assertThat(sums.figures().all()).isEmpty();
    assertThat(sums.figures().labelCoverage()).isEmpty();
    assertThat(sums.figures().labelDelayMillis()).isEmpty();
  }

  @Test
  void ratingsAreAveraged() {
    Answer answer = answer("1", BEGINNING);
    add(answer, Judgement.NONE, Judgement.of(rating("1", 0.25, BEGINNING), LABELS));
    add(answer, Judgement.NONE, Judgement.of(rating("1", 0.75, BEGINNING), LABELS));

    assertThat(sums.figures().all()).isEqualTo(Map.of("rating", 0.5));
  }

  @Test
  void aCorrectionTakesBackWhatWasCounted() throws IOException {
    QualitySums direct = new QualitySums();
    Answer answer = answer("1", BEGINNING, "a", 0.8, null);
    Judgement wrong = Judgement.of(label("1", "b", BEGINNING + 5), LABELS);
    Judgement right = wrong.and(Judgement.of(label("1", "a", BEGINNING + 9), LABELS));

    add(answer, Judgement.NONE, wrong);
    long before = sums.revision();
    add(answer, wrong, right);
    LabelChange.between(answer, Judgement.NONE, right).forEach(direct::add);

    assertThat(bytes(sums)).isEqualTo(bytes(direct));
    assertThat(sums.revision()).isGreaterThan(before);
    assertThat(sums.figures().accuracy()).hasValue(1.0);
  }

  /** 200 requests, each judged up to four times, by labels and ratings, in any order. */
  @Test
  void anyOrderGivesTheSameSums() throws IOException {
    long seed = 7;
    Random random = new Random(seed);
    Map<String, Answer> answers = new TreeMap<>();
    List<Remark> remarks = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String id = "r" + i;
      answers.put(
          id, answer(id, BEGINNING + i, LABELS.get(random.nextInt(3)), random.nextDouble(), null));
      for (int j = random.nextInt(5); j > 0; j--) {
        long at = BEGINNING + random.nextInt(1_000);
        remarks.add(
            random.nextInt(3) == 0
                ? rating(id, random.nextDouble(), at)
                : label(id, LABELS.get(random.nextInt(3)), at));
      }
    }
    byte[] expected = bytes(summed(answers, remarks));

    for (int i = 0; i < 20; i++) {
      Collections.shuffle(remarks, random);
      remarks.add(remarks.get(0));
      assertThat(bytes(summed(answers, remarks))).as("seed %d, %d", seed, i).isEqualTo(expected);
    }
  }

  @Test
  void mergesToTheSameSums() throws IOException {
    judge("a", 0.8, "a");
    QualitySums other = new QualitySums();
    other.answered();
    LabelChange.between(
            answer("1", BEGINNING, "b", 0.3, null),
            Judgement.NONE,
            Judgement.of(label("1", "a", BEGINNING + 1_000), LABELS))
        .forEach(other::add);
    QualitySums merged = new QualitySums();
    merged.merge(other);
    merged.merge(sums);
    judge("b", 0.3, "a");

    assertThat(bytes(merged)).isEqualTo(bytes(sums));
    assertThat(bytes(QualitySums.read(new DataInputStream(new ByteArrayInputStream(bytes(sums))))))
        .isEqualTo(bytes(sums));
  }

  @Test
  void tellsWorseAnswersFromChance() {
    for (int i = 0; i < 200; i++) {
      judge("a", 0.8, i % 5 == 0 ? "b" : "a");
    }

    assertThat(QualityTest.against(0.9, sums.figures()).orElseThrow())
        .satisfies(
            test -> {
              assertThat(test.value()).isEqualTo(0.8);
              assertThat(test.pValue()).isBetween(1e-4, 5e-3);
            });
    assertThat(QualityTest.against(0.8, sums.figures()).orElseThrow().pValue()).isEqualTo(1);
    assertThat(QualityTest.against(1.0, sums.figures()).orElseThrow().pValue()).isZero();
  }

  @Test
  void saysNothingOfFew() {
    for (int i = 0; i < QualityTest.LEAST - 1; i++) {
      judge("a", 0.8, "b");
    }

    assertThat(QualityTest.against(0.9, sums.figures())).isEmpty();
  }

  private static QualitySums summed(Map<String, Answer> answers, List<Remark> remarks) {
    QualitySums summed = new QualitySums();
    Map<String, Judgement> counted = new TreeMap<>();
    for (Remark remark : remarks) {
      Judgement before = counted.getOrDefault(remark.requestId(), Judgement.NONE);
      Judgement after = before.and(Judgement.of(remark, LABELS));
      Answer about = answers.get(remark.requestId());
      if (about != null) {
        LabelChange.between(about, before, after).forEach(summed::add);
      }
      counted.put(remark.requestId(), after);
    }
    return summed;
  }

  private void judge(String predicted, double confidence, String actual) {
    sums.answered();
    add(
        answer("1", BEGINNING, predicted, confidence, null),
        Judgement.NONE,
        Judgement.of(label("1", actual, BEGINNING + 1_000), LABELS));
  }

  private void add(Answer answer, Judgement before, Judgement after) {
    LabelChange.between(answer, before, after).forEach(sums::add);
  }

  private static byte[] bytes(QualitySums sums) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sums.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
