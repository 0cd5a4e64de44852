package dev.millrace.drift.domain.quality;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.drift.domain.labels.LabelChange;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class QualityTestTest {

  private static final long SEED = 20261127;

  private final Random random = new Random(SEED);

  /** Labels come one after the other: a test at each of many looks is many tests. */
  @Test
  @Tag("simulation")
  void manyLooksAtAWindowAreNoMoreAlarmsThanOne() {
    int windows = 400;
    int alarms = 0;
    int ofBound = 0;
    for (int i = 0; i < windows; i++) {
      QualitySums sums = new QualitySums();
      boolean isAlarm = false;
      boolean isOfBound = false;
      for (int labels = 0; labels < 2_000; labels++) {
        judge(sums, 1, 0.8);
        if (labels % 4 == 3) {
          QualityFigures figures = sums.figures();
          isAlarm |=
              QualityTest.against(0.8, figures).filter(test -> test.pValue() <= 0.05).isPresent();
          isOfBound |= figures.labelled() >= 30 && chernoff(figures, 0.8) <= 0.05;
        }
      }
      alarms += isAlarm ? 1 : 0;
      ofBound += isOfBound ? 1 : 0;
    }

    System.out.println(
        "at any look: " + alarms + " of " + windows + ", by Chernoff's bound " + ofBound);
    assertThat(alarms).as("seed %d", SEED).isLessThanOrEqualTo(windows / 20);
    assertThat(ofBound).as("what one look allows is passed by many").isGreaterThan(windows / 20);
  }

  /** A first traffic that was lucky is no measure for thousands of answers behind it. */
  @Test
  @Tag("simulation")
  void aFirstTrafficIsAMeasurementToo() {
    int pairs = 2_000;
    int alarms = 0;
    int lowered = 0;
    for (int i = 0; i < pairs; i++) {
      QualitySums before = sums(60, 0.8);
      QualitySums now = sums(3_000, 0.8);
      alarms +=
          QualityTest.against(before.figures(), now.figures())
                  .filter(test -> test.pValue() <= 0.001)
                  .isPresent()
              ? 1
              : 0;
      double mean = before.figures().accuracy().orElseThrow();
      double target = mean - 2 * Math.sqrt(mean * (1 - mean) / 60);
      lowered += chernoff(now.figures(), target) <= 0.001 ? 1 : 0;
    }

    System.out.println(
        "against the first traffic: " + alarms + " of " + pairs + ", less two errors " + lowered);
    assertThat(alarms).as("seed %d", SEED).isLessThanOrEqualTo(pairs / 1_000);
    assertThat(lowered).as("two standard errors are not enough").isGreaterThan(pairs / 1_000);
  }

  @Test
  void aLossThatMattersIsFoundAndASmallOneIsNot() {
    QualitySums before = sums(1_000, 0.9);

    assertThat(QualityTest.against(before.figures(), sums(300, 0.6).figures()).orElseThrow())
        .satisfies(test -> assertThat(test.pValue()).isLessThan(1e-9));
    assertThat(
            QualityTest.against(sums(100_000, 0.9).figures(), sums(100_000, 0.89).figures())
                .orElseThrow()
                .pValue())
        .as("a hundredth is sure, and does not matter")
        .isEqualTo(1);
    assertThat(QualityTest.against(before.figures(), sums(29, 0.1).figures())).isEmpty();
  }

  /** Reckoned apart, from the formula of the source. */
  @Test
  void boundsTheProbabilityAsTheSourceDoes() {
    assertThat(pValue(18, 30, 0.8)).isCloseTo(0.15894235224068992, within(1e-12));
    assertThat(pValue(15, 30, 0.8)).isCloseTo(0.0044355467639572935, within(1e-14));
    assertThat(pValue(0, 30, 0.5)).isCloseTo(1.4572569420959878e-08, within(1e-20));
  }

  @Test
  void isNothingToWorryAboutAtTheTargetAndImpossibleBelowCertainty() {
    assertThat(pValue(24, 30, 0.8)).isEqualTo(1);
    assertThat(pValue(23, 30, 0.8)).as("too near to tell").isEqualTo(1);
    assertThat(pValue(30, 30, 1)).isEqualTo(1);
    assertThat(pValue(29, 30, 1)).isZero();
  }

  @Test
  void goesByRatingsWhereTooFewLabelsAreKnown() {
    QualitySums sums = new QualitySums();
    add(sums, 29, "bug");
    for (int i = 0; i < 30; i++) {
      sums.add(new LabelChange(1, "tickets", 3, null, BEGINNING, "bug", null, null, 0.5, 1_000));
    }
    QualityTest rated = QualityTest.against(0.8, sums.figures()).orElseThrow();
    QualitySums labelled = sums(30, 1);

    assertThat(rated.name()).isEqualTo("rating");
    assertThat(rated.value()).isEqualTo(0.5);
    assertThat(rated.count()).isEqualTo(30);
    assertThat(rated.pValue()).isCloseTo(0.0044355467639572935, within(1e-14));
    assertThat(QualityTest.against(labelled.figures(), sums.figures()))
        .as("a rating is held against no accuracy")
        .isEmpty();
    add(sums, 1, "bug");
    assertThat(QualityTest.against(0.8, sums.figures()).orElseThrow().name()).isEqualTo("accuracy");
  }

  @Test
  void allowsTheFirstTrafficASmallLoss() {
    QualityTest test = QualityTest.against(first(90).figures(), first(60).figures()).orElseThrow();

    assertThat(test.target()).isCloseTo(0.88, within(1e-12));
    assertThat(test.value()).isEqualTo(0.6);
    assertThat(test.count()).isEqualTo(100);
    assertThat(QualityTest.against(first(1).figures(), first(0).figures()).orElseThrow().target())
        .as("not below nothing")
        .isZero();
  }

  private static double pValue(int right, int count, double target) {
    QualitySums sums = new QualitySums();
    add(sums, right, "bug");
    add(sums, count - right, "billing");
    return QualityTest.against(target, sums.figures()).orElseThrow().pValue();
  }

  /** Of a hundred answers, so many right. */
  private static QualitySums first(int right) {
    QualitySums sums = new QualitySums();
    add(sums, right, "bug");
    add(sums, 100 - right, "billing");
    return sums;
  }

  private static double chernoff(QualityFigures figures, double target) {
    double value = figures.accuracy().orElseThrow();
    if (value >= target) {
      return 1;
    }
    double divergence =
        (value == 0 ? 0 : value * Math.log(value / target))
            + (1 - value) * Math.log((1 - value) / (1 - target));
    return Math.exp(-figures.labelled() * divergence);
  }

  private QualitySums sums(int count, double right) {
    QualitySums sums = new QualitySums();
    int times = 0;
    for (int i = 0; i < count; i++) {
      times += random.nextDouble() < right ? 1 : 0;
    }
    add(sums, times, "bug");
    add(sums, count - times, "billing");
    return sums;
  }

  private void judge(QualitySums sums, int times, double right) {
    add(sums, times, random.nextDouble() < right ? "bug" : "billing");
  }

  private static void add(QualitySums sums, int times, String truth) {
    LabelChange change =
        new LabelChange(1, "tickets", 3, null, BEGINNING, "bug", null, truth, null, 1_000);
    for (int i = 0; i < times; i++) {
      sums.add(change);
    }
  }
}
