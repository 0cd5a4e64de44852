package dev.millrace.lifecycle.domain.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void logarithmsOfFactorialsMeetAtTheSeam() {
    double product = 0;
    for (int n = 1; n <= 200; n++) {
      product += Math.log(n);
      assertThat(LogFactorial.of(n)).isCloseTo(product, within(1e-9));
    }
  }

  /** Reference: scipy.stats.binomtest(3, 12, alternative="less").pvalue and of 9, "greater". */
  @Test
  void mcNemarIsTheTailOfAFairCoin() {
    Discordance discordance = new Discordance(100, 3, 9);

    assertThat(discordance.pValueOfWorse()).isCloseTo(0.072998046875, within(1e-12));
    assertThat(discordance.pValueOfBetter()).isCloseTo(0.980712890625, within(1e-12));
    assertThat(new Discordance(50, 0, 0).pValueOfWorse()).isEqualTo(1, within(1e-12));
  }

  @Test
  void gainLiesWithinItsBounds() {
    Bounds gain = new Discordance(200, 30, 10).gain();

    assertThat(gain.value()).isEqualTo(0.1);
    assertThat(gain.lower()).isBetween(0.03, 0.05);
    assertThat(gain.upper()).isBetween(0.15, 0.17);
  }

  @Test
  void holmMultipliesByWhatIsLeft() {
    assertThat(Holm.adjust(Map.of("a", 0.01, "b", 0.04, "c", 0.03)))
        .hasEntrySatisfying("a", value -> assertThat(value).isCloseTo(0.03, within(1e-12)))
        .hasEntrySatisfying("c", value -> assertThat(value).isCloseTo(0.06, within(1e-12)))
        .hasEntrySatisfying("b", value -> assertThat(value).isCloseTo(0.06, within(1e-12)));
  }

  /** The border of the claim is found where the likelihood is largest: by brute force. */
  @Test
  void evidenceDividesByTheLikeliestPointOfTheClaim() {
    Rate standing = new Rate(80, 100);
    Rate challenging = new Rate(30, 50);
    double margin = 0.05;
    double most = Double.NEGATIVE_INFINITY;
    for (double share = margin + 1e-5; share < 1; share += 1e-5) {
      most =
          Math.max(most, standing.logLikelihood(share) + challenging.logLikelihood(share - margin));
    }

    double evidence = new RateEvidence(standing, challenging).ofWorse(margin);

    assertThat(evidence)
        .isCloseTo(standing.logMixture() + challenging.logMixture() - most, within(1e-6));
  }

  @Test
  void evidenceHoldsAtTheEdges() {
    assertThat(new RateEvidence(new Rate(0, 0), new Rate(5, 9)).ofWorse(0)).isZero();
    assertThat(new RateEvidence(new Rate(500, 500), new Rate(0, 50)).ofWorse(0)).isGreaterThan(10);
    assertThat(new RateEvidence(new Rate(0, 500), new Rate(50, 50)).ofNotWorse(0.05))
        .isGreaterThan(10);
    assertThat(new RateEvidence(new Rate(500, 500), new Rate(500, 500)).ofNotWorse(0.05))
        .isGreaterThan(10);
    assertThatThrownBy(() -> new Rate(3, 2)).hasMessageContaining("3 of 2");
  }

  /**
   * Of numbers as large as costs: the mean must not lose them, nor the variance their difference.
   */
  @Test
  void momentsAreExact() {
    BigInteger large = BigInteger.TEN.pow(15);
    Moments moments = Moments.NONE;
    for (int i = 0; i < 1000; i++) {
      moments = moments.plus(large.add(BigInteger.valueOf(i % 2)));
    }

    assertThat(moments.mean()).isEqualTo(1e15 + 0.5);
    assertThat(moments.radius(0.05)).isBetween(0.03, 0.08);
  }

  @Test
  @Tag("simulation")
  void boundsOfMeansHoldAtAllTimes() {
    long seed = 7;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int left = 0;
    for (int run = 0; run < 400; run++) {
      Moments moments = Moments.NONE;
      boolean isLeft = false;
      for (int i = 0; i < 1500; i++) {
        moments = moments.plus(Math.round(-1000 * Math.log(1 - random.nextDouble())));
        isLeft |= i > 100 && Math.abs(moments.mean() - 1000) > moments.radius(0.05);
      }
      left += isLeft ? 1 : 0;
    }

    assertThat(left).isLessThanOrEqualTo(20);
  }
}
