package dev.millrace.drift.domain.costs;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.VERSION;
import static dev.millrace.drift.domain.Traffic.priced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Judgement;
import dev.millrace.drift.domain.labels.LabelChange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostTestTest {

  private static final long SEED = 20261126;
  private static final long MICRO = 1_000_000;

  private final Random random = new Random(SEED);

  /** Token counts have long tails, and so have costs. */
  @Test
  @Tag("simulation")
  void falseAlarmsAreAsRareAsDeclared() {
    int alarms = 0;
    int trials = 4_000;
    for (int i = 0; i < trials; i++) {
      CostSide champion = side(220, 50, 0.9, 1);
      CostSide rival = side(220, 50, 0.9, 1);
      if (CostTest.of(champion, rival, null).orElseThrow().pValue() <= 0.01) {
        alarms++;
      }
    }

    // Four standard deviations above a share of 0.01.
    assertThat(alarms).as("of %d, seed %d", trials, SEED).isLessThanOrEqualTo(65);
  }

  @Test
  @Tag("simulation")
  void findsWhatSavesAThird() {
    int found = 0;
    for (int i = 0; i < 100; i++) {
      CostTest test = CostTest.of(side(400, 300, 0.9, 1), side(400, 300, 0.9, 0.6), null).get();
      if (test.pValue() <= 0.01 && test.matters()) {
        found++;
      }
    }

    assertThat(found).as("of 100, seed %d", SEED).isGreaterThan(95);
  }

  @Test
  void whatFailsIsPaidForByWhatIsAnswered() {
    CostSide champion = constant(200, 10 * MICRO);
    for (int i = 0; i < 200; i++) {
      champion.costs().add(priced("f" + i, BEGINNING, VERSION, "INVALID_OUTPUT", 10 * MICRO));
    }
    CostTest test = CostTest.of(champion, constant(200, 10 * MICRO), null).orElseThrow();

    assertThat(test.basis()).isEqualTo(CostTest.Basis.ANSWER);
    assertThat(test.championCost()).isCloseTo(20.0 * MICRO, within(1e-6));
    assertThat(test.regret()).isCloseTo(0.5, within(1e-12));
    assertThat(test.pValue()).isLessThan(1e-9);
  }

  @Test
  void aCheapModelThatIsWrongIsNotAsGood() {
    CostSide champion = side(1_000, 500, 0.9, 1);
    CostSide rival = side(1_000, 500, 0.6, 0.1);
    CostTest test = CostTest.of(champion, rival, null).orElseThrow();

    assertThat(test.basis()).isEqualTo(CostTest.Basis.RIGHT_ANSWER);
    assertThat(test.regret()).isGreaterThan(0.8);
    assertThat(test.matters()).isFalse();
    assertThat(CostTest.of(champion, rival, 0.5).orElseThrow().matters())
        .as("good enough for the target")
        .isTrue();
  }

  @Test
  void tooLittleSaysNothing() {
    assertThat(CostTest.of(constant(199, MICRO), constant(500, MICRO), null)).isEmpty();
    assertThat(CostTest.of(constant(500, MICRO), constant(199, MICRO), null)).isEmpty();
    assertThat(CostTest.of(side(500, 60, 0.9, 1), side(500, 29, 0.9, 1), null))
        .as("the champion's answers are judged, and the rival's will be")
        .isEmpty();
    assertThat(CostTest.of(constant(500, MICRO), constant(500, 0), null)).isEmpty();
    assertThat(CostTest.of(constant(500, MICRO), constant(500, MICRO), null).orElseThrow())
        .satisfies(test -> assertThat(test.pValue()).isEqualTo(1));
  }

  /** Reckoned apart, from the formulas of the sources. */
  @Test
  void comparesAsTheSourcesDo() {
    CostSide champion = costs(10, 14);
    for (int i = 0; i < 50; i++) {
      champion.costs().add(priced("f" + i, BEGINNING, VERSION, "INVALID_OUTPUT", 6L));
    }
    CostSide rival = costs(8, 13);
    CostTest test = CostTest.of(champion, rival, null).orElseThrow();

    assertThat(champion.costs().relativeVariance())
        .isCloseTo(0.00041838134430727025, within(1e-15));
    assertThat(rival.costs().relativeVariance()).isCloseTo(0.0002834467120181406, within(1e-15));
    assertThat(test.championCost()).isEqualTo(13.5);
    assertThat(test.rivalCost()).isEqualTo(10.5);
    assertThat(test.regret()).isCloseTo(0.2222222222222222, within(1e-12));
    assertThat(test.pValue()).isCloseTo(1.1955977896499182e-21, within(1e-29));
    assertThat(CostTest.of(rival, champion, null).orElseThrow().pValue())
        .isCloseTo(1, within(1e-9));
  }

  /** Reckoned apart: (right + 0.5) / (judged + 1) is what is known of the share of right ones. */
  @Test
  void comparesWhatARightAnswerCosts() {
    CostSide champion = judged(costs(10, 14), 40, 30);
    CostSide rival = judged(costs(8, 13), 50, 45);

    CostTest test = CostTest.of(champion, rival, null).orElseThrow();

    assertThat(test.championCost()).isCloseTo(16.131147540983605, within(1e-12));
    assertThat(test.rivalCost()).isCloseTo(11.769230769230768, within(1e-12));
    assertThat(test.pValue()).isCloseTo(0.001605858470830329, within(1e-15));
  }

  /**
   * Two in a hundred fewer right answers are as good, or as many as the target; and what 1.645
   * standard errors of both, or of the rival's alone, leave open. Reckoned apart.
   */
  @ParameterizedTest
  @CsvSource({
    "1000, 900, 1000, 856, ,     true",
    "1000, 900, 1000, 855, ,     false",
    "100,  90,  400,  327, ,     true",
    "100,  90,  400,  326, ,     false",
    "1000, 900, 1000, 831, 0.85, true",
    "1000, 900, 1000, 830, 0.85, false"
  })
  void isAsGoodUnlessItIsSurelyWorse(
      int judged,
      int right,
      int rivalJudged,
      int rivalRight,
      @Nullable Double target,
      boolean expected) {
    CostSide champion = judged(constant(200, 10), judged, right);
    CostSide rival = judged(constant(200, 5), rivalJudged, rivalRight);

    assertThat(CostTest.of(champion, rival, target).orElseThrow().isAsGood()).isEqualTo(expected);
  }

  @Test
  void aTenthIsWorthABetterModelAndLessIsNot() {
    assertThat(new CostTest(CostTest.Basis.ANSWER, 100, 89.9, 0, true).matters()).isTrue();
    assertThat(new CostTest(CostTest.Basis.ANSWER, 100, 90.1, 0, true).matters()).isFalse();
    assertThat(new CostTest(CostTest.Basis.ANSWER, 100, 10, 0, false).matters()).isFalse();
  }

  @Test
  void enoughSaysSomething() {
    assertThat(CostTest.of(constant(200, MICRO), constant(200, MICRO), null)).isPresent();
    assertThat(CostTest.of(constant(500, 0), constant(500, MICRO), null)).isEmpty();
    assertThat(CostTest.of(side(500, 29, 0.9, 1), constant(500, MICRO), null).orElseThrow().basis())
        .isEqualTo(CostTest.Basis.ANSWER);
    assertThat(
            CostTest.of(side(500, 30, 0.9, 1), side(500, 30, 0.9, 1), null).orElseThrow().basis())
        .isEqualTo(CostTest.Basis.RIGHT_ANSWER);
  }

  @Test
  void unpricedRequestsAreNotCounted() {
    CostSide side = constant(100, MICRO);
    side.costs().add(priced("u", BEGINNING, VERSION, Answer.ANSWERED, null));

    assertThat(side.costs().answered()).isEqualTo(100);
  }

  @Test
  void sumsAreTheSameInAnyOrderAndPortions() throws IOException {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      answers.add(priced("r" + i, BEGINNING, VERSION, Answer.ANSWERED, random.nextLong(1L << 50)));
    }
    CostSums whole = new CostSums();
    answers.forEach(whole::add);
    Collections.shuffle(answers, random);
    CostSums parts = new CostSums();
    CostSums more = new CostSums();
    answers.subList(0, 200).forEach(parts::add);
    answers.subList(200, 500).forEach(more::add);
    parts.merge(more);

    assertThat(bytes(parts)).isEqualTo(bytes(whole));
    CostSums read = CostSums.read(new DataInputStream(new ByteArrayInputStream(bytes(whole))));
    assertThat(bytes(read)).isEqualTo(bytes(whole));
  }

  @Test
  void aSideGoesOnFromWhatWasWritten() throws IOException {
    CostSide side = judged(costs(10, 14), 40, 30);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    side.write(new DataOutputStream(bytes));
    CostSide read =
        CostSide.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    read.merge(costs(8, 13).costs(), judged(CostSide.empty(), 50, 45).judged());

    assertThat(read.costs().answered()).isEqualTo(400);
    assertThat(read.costs().perAnswer()).isEqualTo((12 + 10.5) / 2);
    assertThat(read.judged().rows()).isEqualTo(90);
    assertThat(read.judged().errors()).isEqualTo(15);
  }

  /** Of answers with long-tailed costs, some of them judged. */
  private CostSide side(int answers, int judged, double accuracy, double factor) {
    CostSide side = CostSide.empty();
    for (int i = 0; i < answers; i++) {
      long cost = Math.round(100 * MICRO * factor * Math.exp(random.nextGaussian()));
      Answer answer = priced("r" + i, BEGINNING, VERSION, Answer.ANSWERED, cost);
      side.costs().add(answer);
      if (i < judged) {
        String label = random.nextDouble() < accuracy ? "bug" : "billing";
        LabelChange.between(answer, Judgement.NONE, new Judgement(label, BEGINNING, null, 0))
            .forEach(side.judged()::add);
      }
    }
    return side;
  }

  /** Two hundred answers, half of them for one cost and half for the other. */
  private static CostSide costs(long one, long other) {
    CostSide side = CostSide.empty();
    for (int i = 0; i < 200; i++) {
      side.costs()
          .add(priced("r" + i, BEGINNING, VERSION, Answer.ANSWERED, i % 2 == 0 ? one : other));
    }
    return side;
  }

  private static CostSide constant(int answers, long cost) {
    CostSide side = CostSide.empty();
    for (int i = 0; i < answers; i++) {
      side.costs().add(priced("r" + i, BEGINNING, VERSION, Answer.ANSWERED, cost));
    }
    return side;
  }

  private static CostSide judged(CostSide side, int judged, int right) {
    Answer answer = priced("j", BEGINNING, VERSION, Answer.ANSWERED, 1L);
    for (int i = 0; i < judged; i++) {
      String label = i < right ? "bug" : "billing";
      LabelChange.between(answer, Judgement.NONE, new Judgement(label, BEGINNING, null, 0))
          .forEach(side.judged()::add);
    }
    return side;
  }

  private static byte[] bytes(CostSums sums) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sums.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
