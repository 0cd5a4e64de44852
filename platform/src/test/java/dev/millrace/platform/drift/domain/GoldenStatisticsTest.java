package dev.millrace.platform.drift.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.millrace.record.FeatureType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GoldenStatisticsTest {

  private static final Map<Statistic, String> OF_COUNTS =
      Map.of(
          Statistic.PSI, "psi",
          Statistic.JENSEN_SHANNON, "js_base2",
          Statistic.HELLINGER, "hellinger",
          Statistic.TOTAL_VARIATION, "tvd",
          Statistic.L_INFINITY, "linf",
          Statistic.CHI_SQUARE, "chi2");

  private static final Map<Statistic, String> OF_VALUES =
      Map.of(
          Statistic.KS, "ks",
          Statistic.WASSERSTEIN, "w1",
          Statistic.WASSERSTEIN_NORMALISED, "w1_norm");

  @Test
  void statisticsOfNumbersEqualTheKnownAnswers() {
    for (Map<String, String> row : given("numeric.csv")) {
      Comparison comparison =
          SampleComparison.numbers(sample(row, "ref"), sample(row, "cur"), EffectGates.USUAL);

      OF_COUNTS.forEach(
          (statistic, column) ->
              GoldenPairs.assertStatistic(row, column, of(comparison.statistics(), statistic)));
      OF_VALUES.forEach(
          (statistic, column) ->
              GoldenPairs.assertStatistic(row, column, of(comparison.statistics(), statistic)));
      GoldenPairs.assertProbability(row, "ks_p_auto", of(comparison.pValues(), Statistic.KS));
      GoldenPairs.assertProbability(row, "chi2_p", of(comparison.pValues(), Statistic.CHI_SQUARE));
    }
  }

  @Test
  void theOtherTailOfKolmogorovAndSmirnovEqualsTheKnownAnswers() {
    for (Map<String, String> row : given("numeric.csv")) {
      double n = Double.parseDouble(row.getOrDefault("n_ref", ""));
      double m = Double.parseDouble(row.getOrDefault("n_cur", ""));
      double distance = Double.parseDouble(row.getOrDefault("ks", ""));

      GoldenPairs.assertProbability(
          row,
          "ks_p_asymp",
          KolmogorovTail.probability(distance, (long) Math.rint(n * m / (n + m))));
    }
  }

  @Test
  void statisticsOfCategoriesEqualTheKnownAnswers() {
    for (Map<String, String> row : given("categorical.csv")) {
      CategorySample reference = new CategorySample();
      values(row, "ref").forEach(reference::add);
      CategorySample current = new CategorySample();
      values(row, "cur").forEach(current::add);

      Comparison comparison = SampleComparison.categories(reference, current, EffectGates.USUAL);

      OF_COUNTS.forEach(
          (statistic, column) ->
              GoldenPairs.assertStatistic(row, column, of(comparison.statistics(), statistic)));
      GoldenPairs.assertProbability(row, "chi2_p", of(comparison.pValues(), Statistic.CHI_SQUARE));
    }
  }

  @Test
  void frozenCellsGiveTheSameStatisticsOfCountsAndNearlyTheSameOfValues() {
    for (Map<String, String> row : given("numeric.csv")) {
      ReferenceProfile profile = ReferenceProfiles.of(FeatureType.NUMBER, values(row, "ref"));
      WindowCounts window = profile.window();
      values(row, "cur").forEach(value -> profile.count(window, value));

      Comparison comparison = profile.compare(window, EffectGates.USUAL);

      OF_COUNTS.forEach(
          (statistic, column) ->
              GoldenPairs.assertStatistic(row, column, of(comparison.statistics(), statistic)));
      double ks = Double.parseDouble(row.getOrDefault("ks", ""));
      double oneValue = 1.0 / comparison.referenceCount();
      assertThat(of(comparison.statistics(), Statistic.KS))
          .isLessThanOrEqualTo(ks)
          .isCloseTo(ks, within(0.01 + oneValue));
      double normalised = Double.parseDouble(row.getOrDefault("w1_norm", ""));
      assertThat(of(comparison.statistics(), Statistic.WASSERSTEIN_NORMALISED))
          .isLessThanOrEqualTo(normalised + 1e-6)
          .isCloseTo(normalised, within(0.01));
    }
  }

  @Test
  void frozenCellsOfCategoriesGiveTheSameStatisticsWhereNoneIsUnseen() {
    for (Map<String, String> row : given("categorical.csv")) {
      if (!"0".equals(row.get("unseen_in_ref"))) {
        continue;
      }
      ReferenceProfile profile = ReferenceProfiles.of(FeatureType.CATEGORY, values(row, "ref"));
      WindowCounts window = profile.window();
      values(row, "cur").forEach(value -> profile.count(window, value));

      Comparison comparison = profile.compare(window, EffectGates.USUAL);

      OF_COUNTS.forEach(
          (statistic, column) ->
              GoldenPairs.assertStatistic(row, column, of(comparison.statistics(), statistic)));
    }
  }

  private static List<Map<String, String>> given(String table) {
    List<Map<String, String>> rows = GoldenPairs.rows(table);
    assumeFalse(rows.isEmpty(), "the data set drift is absent from shared/data");
    return rows;
  }

  private static List<@Nullable String> values(Map<String, String> row, String part) {
    return GoldenPairs.values(row.getOrDefault("id", ""), part);
  }

  private static NumberSample sample(Map<String, String> row, String part) {
    NumberColumn column = new NumberColumn();
    values(row, part).forEach(column::add);
    return column.sample();
  }

  private static double of(Map<Statistic, Double> values, Statistic statistic) {
    return values.getOrDefault(statistic, Double.NaN);
  }
}
