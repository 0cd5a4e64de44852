package dev.millrace.platform.drift.domain;

import dev.millrace.record.FeatureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was counted of categories on both sides.
 *
 * @param names of the cells; empty where they have none
 * @param reference counts of the reference in the cells
 * @param current counts of the window
 * @param unseenCell of values that the reference does not have; one that does not exist for none
 * @param unseen how often something unseen is to be expected of the reference, how often it was
 *     there
 * @param nulls missing values
 */
record CategoryMeasures(
    List<String> names,
    long[] reference,
    long[] current,
    int unseenCell,
    ShareChange unseen,
    ShareChange nulls) {

  /** Cells of which less is expected are taken together. */
  private static final double LEAST_EXPECTED = 5;

  Comparison comparison(EffectGates gates) {
    long n = unseen.referenceTotal();
    long m = unseen.currentTotal();
    boolean enough = Math.min(n, m) >= gates.leastSample();
    List<Finding> findings = new ArrayList<>();
    nulls.change(Aspect.NULLS, gates).ifPresent(findings::add);
    unseen.rise(Aspect.UNSEEN, gates).ifPresent(findings::add);
    if (n == 0 || m == 0) {
      return new Comparison(
          FeatureType.CATEGORY, n, m, enough, Map.of(), Map.of(), findings, List.of());
    }
    CountTable table = new CountTable(reference, current);
    if (enough) {
      findings.add(0, finding(table, gates));
    }
    return new Comparison(
        FeatureType.CATEGORY,
        n,
        m,
        enough,
        table.statistics(),
        table.pValues(),
        findings,
        names.isEmpty() ? List.of() : table.changes(names));
  }

  private Finding finding(CountTable table, EffectGates gates) {
    CountTable tested = table.withRareTogether(LEAST_EXPECTED, unseenCell);
    double effect =
        Math.max(
            (tested.totalVariation() - tested.totalVariationByChance()) / gates.totalVariation(),
            (tested.jensenShannon() - tested.jensenShannonByChance()) / gates.jensenShannon());
    return new Finding(Aspect.DISTRIBUTION, tested.cautiousPValue(), Math.max(0, effect));
  }
}
