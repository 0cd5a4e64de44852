package dev.millrace.platform.drift.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountTableTest {

  /** A cell that is empty on both sides is none. */
  private static final CountTable TABLE =
      table(new long[] {50, 30, 15, 5, 0}, new long[] {30, 30, 25, 10, 0});

  /** Reference: scipy.stats.chi2_contingency of the four cells that are not empty. */
  @Test
  void testsAsScipyDoes() {
    assertThat(TABLE.chiSquare().value()).isCloseTo(9.044407894736839, within(1e-9));
    assertThat(TABLE.chiSquare().pValue()).isCloseTo(0.02870624897854731, within(1e-12));
    assertThat(TABLE.likelihoodRatio().value()).isCloseTo(9.150917364186716, within(1e-9));
    assertThat(TABLE.likelihoodRatio().pValue()).isCloseTo(0.027350215913891668, within(1e-12));
    assertThat(TABLE.likelihoodRatio().degreesOfFreedom()).isEqualTo(3);
    assertThat(TABLE.cautiousPValue())
        .as("the larger")
        .isCloseTo(0.02870624897854731, within(1e-12));
  }

  /** Reference: numpy, and of Jensen-Shannon scipy.spatial.distance.jensenshannon to base 2. */
  @Test
  void hasTheStatisticsOfItsShares() {
    Map<Statistic, Double> all = TABLE.statistics();

    assertThat(all)
        .containsOnlyKeys(
            Statistic.PSI,
            Statistic.JENSEN_SHANNON,
            Statistic.HELLINGER,
            Statistic.TOTAL_VARIATION,
            Statistic.L_INFINITY,
            Statistic.CHI_SQUARE);
    assertThat(all.get(Statistic.PSI)).isCloseTo(0.1902089112560942, within(1e-12));
    assertThat(all.get(Statistic.JENSEN_SHANNON)).isCloseTo(0.1839928451613284, within(1e-12));
    assertThat(all.get(Statistic.HELLINGER)).isCloseTo(0.15368574652251557, within(1e-12));
    assertThat(all.get(Statistic.TOTAL_VARIATION)).isCloseTo(0.18421052631578946, within(1e-12));
    assertThat(all.get(Statistic.L_INFINITY)).isCloseTo(0.1842105263157895, within(1e-12));
    assertThat(all.get(Statistic.CHI_SQUARE)).isCloseTo(9.044407894736839, within(1e-9));
  }

  /** Without a difference each, by its factor, is chi-square: by scipy.stats.chi2.sf. */
  @Test
  void distancesHaveThePValuesOfTheirLimit() {
    Map<Statistic, Double> pValues = TABLE.pValues();

    assertThat(pValues.get(Statistic.CHI_SQUARE)).isCloseTo(0.02870624897854731, within(1e-12));
    assertThat(pValues.get(Statistic.PSI)).isCloseTo(0.025948613083833852, within(1e-9));
    assertThat(pValues.get(Statistic.JENSEN_SHANNON)).isCloseTo(0.02741794631200671, within(1e-9));
    assertThat(pValues.get(Statistic.HELLINGER)).isCloseTo(0.026680133815329014, within(1e-9));
    assertThat(table(new long[] {5}, new long[] {7}).pValues())
        .as("one cell tells nothing")
        .containsOnlyKeys(Statistic.CHI_SQUARE);
  }

  @Test
  void chanceAloneMakesSomethingOfEach() {
    assertThat(TABLE.psiByChance()).isCloseTo(0.06157894736842105, within(1e-12));
    assertThat(TABLE.jensenShannonByChance()).isCloseTo(0.1053800514753525, within(1e-12));
    assertThat(TABLE.totalVariationByChance()).isCloseTo(0.09280403921585641, within(1e-12));
  }

  @Test
  void putsRareCellsTogether() {
    CountTable table = table(new long[] {100, 80, 6, 6}, new long[] {100, 70, 4, 4});

    assertSame(
        table.withRareTogether(5, -1), table(new long[] {100, 80, 12}, new long[] {100, 70, 8}));
  }

  @Test
  void theSmallestOtherJoinsThoseThatAreTooFewTogether() {
    CountTable table = table(new long[] {100, 80, 90, 3, 2}, new long[] {100, 70, 95, 2, 1});

    assertSame(
        table.withRareTogether(5, -1), table(new long[] {100, 90, 85}, new long[] {100, 95, 73}));
  }

  @Test
  void aCellMayBelongToTheRareInAnyCase() {
    CountTable table = table(new long[] {100, 80, 6}, new long[] {100, 70, 4});

    assertSame(table.withRareTogether(5, 0), table(new long[] {80, 106}, new long[] {70, 104}));
  }

  @Test
  void whatIsExpectedOftenEnoughIsNotRare() {
    CountTable table = table(new long[] {94, 4}, new long[] {92, 6});

    assertSame(table.withRareTogether(5, -1), table);
    assertSame(table.withRareTogether(5.01, -1), table(new long[] {98}, new long[] {98}));
  }

  @Test
  void tellsOfCellsThatChanged() {
    CountTable table = table(new long[] {50, 30, 20}, new long[] {30, 30, 40});

    assertThat(table.changes(List.of("a", "b", "c")))
        .extracting(CellChange::difference)
        .as("not of the one that did not")
        .hasSize(2);
  }

  @Test
  void needsTwoRowsOfTheSameCells() {
    assertThatThrownBy(() -> table(new long[] {1}, new long[] {1, 2}))
        .hasMessageContaining("not 1 cells with 1 and 2 with 3");
    assertThatThrownBy(() -> table(new long[] {0}, new long[] {1})).hasMessageContaining("with 0");
    assertThatThrownBy(() -> table(new long[] {1}, new long[] {0})).hasMessageContaining("with 0");
  }

  private static void assertSame(CountTable actual, CountTable expected) {
    expected
        .statistics()
        .forEach(
            (statistic, value) ->
                assertThat(actual.statistics().get(statistic))
                    .as(statistic.name())
                    .isCloseTo(value, within(1e-12)));
    assertThat(actual.chiSquare().degreesOfFreedom())
        .isEqualTo(expected.chiSquare().degreesOfFreedom());
  }

  private static CountTable table(long[] reference, long[] current) {
    return new CountTable(reference, current);
  }
}
