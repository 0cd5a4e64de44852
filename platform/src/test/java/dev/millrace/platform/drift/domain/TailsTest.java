package dev.millrace.platform.drift.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Known values are those of scipy 1.17, but where a test says how they come about. */
class TailsTest {

  @ParameterizedTest
  @CsvSource({
    "0.02, 140, 0.9999999774822331",
    "0.1, 140, 0.11353657290090946",
    "0.17, 140, 0.0005246108687519814",
    "0.3, 140, 1.1370251710737309e-11",
    "0.6, 50, 9.634070456142374e-18",
    "0.006, 141, 1.0",
    "0.0335, 400, 0.7472909957598209",
    "0.05, 400, 0.26121244607129124",
    "0.08, 400, 0.011279924749605458",
    "0.004, 100000, 0.08130148920222469",
    "0.001, 100000, 0.9999638407940036",
    "0.0002, 100000, 1.0",
    "0.00005, 4000000, 1.0",
    "0.0008, 4000000, 0.011945672899222787",
    "0.0007, 200000, 0.999971901720956",
    "0.08, 10, 0.9999978058034054",
    "0.95, 10, 1.9531250000000172e-13"
  })
  void kolmogorov(double distance, long n, double probability) {
    assertProbability(KolmogorovTail.probability(distance, n), probability);
  }

  @ParameterizedTest
  @CsvSource({
    "20, 5, 7, 0.23737373737373738",
    "900, 50, 60, 0.011556161360294331",
    "6000, 100, 400, 0.05122908266635761",
    "60000, 1000, 999, 0.051349233288280394",
    "60, 10, 10, 0.05244755244755244",
    "80000, 200, 5000, 0.16224062171700027",
    "2000000, 9999, 10000, 0.03589605170521495"
  })
  void kolmogorovAndSmirnovByAllShufflings(long departure, long n, long m, double probability) {
    assertProbability(new KolmogorovSmirnov(departure, n, m).pValue(), probability);
    assertProbability(new KolmogorovSmirnov(departure, m, n).pValue(), probability);
  }

  @Test
  void twoAgainstTwoThatDoNotMixIsOneOfThreeWays() {
    // Of the 6 ways to order 2 and 2 values, 2 keep them apart.
    assertThat(new KolmogorovSmirnov(4, 2, 2).pValue()).isCloseTo(2.0 / 6, within(1e-15));
    assertThat(new KolmogorovSmirnov(0, 2, 2).pValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0.001, 1, 0.9747728793699604",
    "3.84, 1, 0.05004352124870519",
    "1200, 1, 6.099568814808675e-263",
    "5, 2, 0.0820849986238988",
    "1, 9, 0.9994375026978325",
    "1163.79, 11, 1.0292532952584273e-242",
    "0.0227, 23, 1.0",
    "100, 100, 0.48119168452795674",
    "150, 100, 0.0009039320423540184",
    "2000, 1999, 0.4894866615843932",
    "2600, 1999, 1.639993989336889e-18",
    "3, 7, 0.8850022316431506"
  })
  void chiSquare(double value, double degreesOfFreedom, double probability) {
    assertProbability(GammaTail.chiSquare(value, degreesOfFreedom), probability);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 50, 5, 50, 0.05628449442882433",
    "3, 5000, 4, 200, 6.78725201369436e-05",
    "10, 100, 30, 100, 0.0006504107076034208",
    "0, 1000, 1, 50, 0.047619047619047616",
    "5, 5, 0, 7, 0.0012626262626262623",
    "1, 200000, 12, 200000, 0.0034174926942261334",
    "70, 200, 700, 5000, 3.1822140599030066e-13"
  })
  void sharesByFishersExactTest(
      long hits, long total, long currentHits, long currentTotal, double probability) {
    assertProbability(
        new Proportions(hits, total, currentHits, currentTotal).pValue(), probability);
    assertProbability(
        new Proportions(currentHits, currentTotal, hits, total).pValue(), probability);
  }

  @Test
  void aShareOfNothingOrOfAllIsNoChange() {
    assertThat(new Proportions(0, 10, 0, 20).pValue()).isEqualTo(1);
    assertThat(new Proportions(10, 10, 20, 20).pValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "1 1 1 1, 9.488, 0.04999440541266831",
    "3 2 1, 20, 0.025126578440924086",
    "3 2 1, 6, 0.37732241190925153",
    "0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5, 2, 0.9473469821184559"
  })
  void sumsOfSquaresToAFewPercent(String weights, double x, double probability) {
    double[] parts = Arrays.stream(weights.split(" ")).mapToDouble(Double::parseDouble).toArray();

    assertThat(WeightedChiSquare.tail(parts, x)).isCloseTo(probability, within(0.03 * probability));
  }

  private static void assertProbability(double got, double wanted) {
    assertThat(Math.log(got)).isCloseTo(Math.log(wanted), within(1e-6));
  }
}
