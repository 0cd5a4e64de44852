package dev.millrace.drift.domain.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementTest {

  private static final Offset<Double> EXACT = within(1e-12);

  @Test
  void isWhatIsLeftOfEqualOpinionsWithoutChance() {
    Agreement agreement = new Agreement(20, 10, 5, 15);

    assertThat(agreement.pairs()).isEqualTo(50);
    assertThat(agreement.observed()).isEqualTo(0.7);
    // By chance: 0.6 * 0.5 + 0.4 * 0.5.
    assertThat(agreement.kappa().orElseThrow()).isCloseTo(0.4, EXACT);
    // Wilson's interval of 35 of 50 is 0.5625 to 0.8090.
    assertThat(agreement.lower().orElseThrow()).isCloseTo(0.125, within(1e-3));
    assertThat(agreement.upper().orElseThrow()).isCloseTo(0.618, within(1e-3));
  }

  @Test
  void opinionsAgainstEachOtherAreWorseThanChance() {
    assertThat(new Agreement(0, 10, 10, 0).kappa().orElseThrow()).isCloseTo(-1, EXACT);
  }

  @Test
  void fewPairsProveLittleEvenWhereAllAreEqual() {
    Agreement few = new Agreement(3, 0, 0, 3);
    Agreement many = new Agreement(300, 0, 0, 300);

    assertThat(few.kappa()).hasValue(1);
    assertThat(few.lower().orElseThrow()).isBetween(0.0, 0.3);
    assertThat(many.lower().orElseThrow()).isGreaterThan(0.98);
    assertThat(few.upper().orElseThrow()).isCloseTo(1, EXACT);
  }

  /** Who calls everything good agrees with nobody but by chance. */
  @Test
  void whereAllOpinionsAreTheSameThereIsNothingToSay() {
    assertThat(new Agreement(30, 0, 0, 0).kappa()).isEmpty();
    assertThat(new Agreement(0, 0, 0, 0).kappa()).isEmpty();
    assertThat(new Agreement(20, 10, 0, 0).kappa().orElseThrow()).isCloseTo(0, EXACT);
  }

  /** The interval takes the expected share for known, so it is asked how often it is right. */
  @ParameterizedTest
  @CsvSource({"0.5, 0.9, 50", "0.5, 0.7, 50", "0.8, 0.9, 100", "0.7, 0.6, 200", "0.5, 0.95, 30"})
  @Tag("simulation")
  void theIntervalHoldsTheTruthInNineteenOfTwentyCases(double good, double equal, int pairs) {
    Random random = new Random(7);
    double judgeGood = good * equal + (1 - good) * (1 - equal);
    double expected = good * judgeGood + (1 - good) * (1 - judgeGood);
    double truth = (equal - expected) / (1 - expected);
    int rounds = 2_000;
    int held = 0;
    for (int round = 0; round < rounds; round++) {
      long[] cells = new long[4];
      for (int i = 0; i < pairs; i++) {
        boolean isGood = random.nextDouble() < good;
        boolean isEqual = random.nextDouble() < equal;
        cells[isGood ? (isEqual ? 0 : 2) : (isEqual ? 3 : 1)]++;
      }
      Agreement agreement = new Agreement(cells[0], cells[1], cells[2], cells[3]);
      if (agreement.lower().orElse(-1) <= truth && truth <= agreement.upper().orElse(1)) {
        held++;
      }
    }

    assertThat((double) held / rounds).as("share of intervals that hold it").isGreaterThan(0.93);
  }
}
