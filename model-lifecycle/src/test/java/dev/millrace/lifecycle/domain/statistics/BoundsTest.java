package dev.millrace.lifecycle.domain.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds, held against what the formulas of their sources give where they are reckoned apart. */
class BoundsTest {

  @ParameterizedTest
  @CsvSource({
    "200, 30, 10, 0.1, 0.03762886852136045, 0.1603909334588376",
    "4, 4, 0, 1.0, 0.07026861876094781, 1",
    "3, 0, 3, -1.0, -1, 0.10121803246126504",
    "0, 0, 0, 0, -1, 1"
  })
  void ofAGainAreThoseOfBonettAndPriceAndWithinOne(
      long examples, long gained, long lost, double value, double lower, double upper) {
    Bounds gain = new Discordance(examples, gained, lost).gain();

    assertThat(gain.value()).isCloseTo(value, within(1e-12));
    assertThat(gain.lower()).isCloseTo(lower, within(1e-12));
    assertThat(gain.upper()).isCloseTo(upper, within(1e-12));
  }

  @Test
  void ofAMeanAreThoseOfTheTheorem() {
    assertThat(halves(1_000).radius(0.05)).isCloseTo(0.04913165138267702, within(1e-12));
    assertThat(halves(100).radius(0.01)).isCloseTo(0.1843521169208074, within(1e-12));
    assertThat(halves(2).radius(0.05)).isCloseTo(3.877195916396081, within(1e-12));
  }

  @Test
  void ofAMeanAreNoneWhereNextToNothingIsMeasured() {
    assertThat(Moments.NONE.radius(0.05)).isInfinite();
    assertThat(Moments.NONE.plus(7).radius(0.05)).isInfinite();
    assertThat(Moments.NONE.mean()).isZero();
  }

  @Test
  void momentsOfPartsAddUp() {
    Moments some = Moments.NONE.plus(3).plus(-5);
    Moments others = Moments.NONE.plus(BigInteger.TEN);

    assertThat(some.plus(others)).isEqualTo(Moments.NONE.plus(3).plus(-5).plus(10));
    assertThat(some.plus(others))
        .isEqualTo(new Moments(3, BigInteger.valueOf(8), BigInteger.valueOf(134)));
    assertThat(some.plus(others).minus(some)).isEqualTo(others);
    assertThat(some.mean()).isEqualTo(-1);
  }

  @Test
  void holmNeitherGoesBackNorBeyondOne() {
    Map<String, Double> adjusted = Holm.adjust(Map.of("a", 0.02, "b", 0.021, "c", 0.6, "d", 0.9));

    assertThat(adjusted.get("a")).isCloseTo(0.08, within(1e-12));
    assertThat(adjusted.get("b")).as("not below a smaller one").isCloseTo(0.08, within(1e-12));
    assertThat(adjusted.get("c")).isEqualTo(1);
    assertThat(adjusted.get("d")).isEqualTo(1);
    assertThat(Holm.adjust(Map.of())).isEmpty();
  }

  /** The exact tail: of so many throws, as many hits and more. */
  @Test
  void mcNemarCountsFromWhatWasSeenOn() {
    assertThat(new Discordance(9, 0, 1).pValueOfWorse()).isCloseTo(0.5, within(1e-12));
    assertThat(new Discordance(9, 0, 1).pValueOfBetter()).isCloseTo(1, within(1e-12));
    assertThat(new Discordance(9, 0, 9).pValueOfWorse()).isCloseTo(1 / 512.0, within(1e-15));
    assertThat(new Discordance(9, 2, 3).pValueOfWorse()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void evidenceComesFromTheCountsOfBothRates() {
    RateEvidence equal = new RateEvidence(new Rate(70, 100), new Rate(70, 100));
    RateEvidence less = new RateEvidence(new Rate(70, 100), new Rate(60, 100));

    assertThat(equal.ofWorse(0)).as("nothing speaks against it").isNegative();
    assertThat(less.ofWorse(0.1))
        .as("at the margin itself")
        .isCloseTo(less.ofNotWorse(0.1), within(1e-9));
    assertThat(less.ofWorse(0)).isGreaterThan(less.ofWorse(0.05));
    assertThat(equal.ofNotWorse(0.2)).isGreaterThan(equal.ofNotWorse(0.1));
    assertThat(new RateEvidence(new Rate(5, 9), new Rate(0, 0)).ofNotWorse(0.05)).isZero();
  }

  /** A canary may fail a little more often than the champion: that little is no reason to go. */
  @Test
  void nothingSpeaksAgainstWhatIsLessByNoMoreThanTheMargin() {
    Rate standing = new Rate(7_000, 10_000);

    assertThat(new RateEvidence(standing, standing).ofWorse(0.1)).isNegative();
    assertThat(new RateEvidence(standing, new Rate(6_500, 10_000)).ofWorse(0.1)).isNegative();
    assertThat(new RateEvidence(standing, new Rate(5_500, 10_000)).ofWorse(0.1)).isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1, Double.NaN})
  void evidenceIsHeldAgainstAMarginThatCanBe(double margin) {
    RateEvidence evidence = new RateEvidence(new Rate(1, 2), new Rate(1, 2));

    assertThatThrownBy(() -> evidence.ofWorse(margin)).hasMessageContaining("at least 0 and below");
    assertThatThrownBy(() -> evidence.ofNotWorse(margin))
        .hasMessageContaining("at least 0 and below");
  }

  @Test
  void refuseWhatDoesNotFitTogether() {
    assertThatThrownBy(() -> new Bounds(0, 0.2, 0.1)).hasMessageContaining("0.2, 0.1");
    assertThatThrownBy(() -> new Bounds(0, Double.NaN, 0.1)).hasMessageContaining("lower bound");
    assertThat(new Bounds(5, 0.1, 0.1).upper()).isEqualTo(0.1);
    assertThatThrownBy(() -> new Rate(-1, 2)).hasMessageContaining("-1 of 2");
    assertThat(new Rate(2, 2).share()).isEqualTo(1);
    assertThat(new Rate(0, 0).share()).isZero();
    assertThatThrownBy(() -> new Discordance(3, 2, 2)).hasMessageContaining("do not fit 3");
    assertThatThrownBy(() -> new Discordance(3, -1, 2)).hasMessageContaining("-1 gained");
    assertThatThrownBy(() -> new Discordance(3, 2, -1)).hasMessageContaining("-1 lost");
    assertThat(new Discordance(3, 1, 2).examples()).isEqualTo(3);
  }

  /** As many zeros as ones: their variance is a quarter. */
  private static Moments halves(int count) {
    return new Moments(count, BigInteger.valueOf(count / 2), BigInteger.valueOf(count / 2));
  }
}
