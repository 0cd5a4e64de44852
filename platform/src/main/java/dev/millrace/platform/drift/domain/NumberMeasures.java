package dev.millrace.platform.drift.domain;

import dev.millrace.record.FeatureType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured of numbers on both sides.
 *
 * @param wasserstein in the unit of the values
 * @param byChance what chance makes of that on average without a difference
 * @param spread standard deviation of the reference
 * @param table counts between the reference's deciles
 * @param deciles the edges between them
 */
record NumberMeasures(
    double ks,
    double pValue,
    double wasserstein,
    double byChance,
    double spread,
    CountTable table,
    double[] deciles) {

  /** The deviation that distances are divided by is not let below this. */
  static final double LEAST_SPREAD = 0.001;

  /**
   * The comparison.
   *
   * @param measured nothing where either side has no number
   */
  static Comparison comparison(
      Optional<NumberMeasures> measured, NumberShares shares, EffectGates gates) {
    boolean enough = Math.min(shares.numbers(), shares.currentNumbers()) >= gates.leastSample();
    List<Finding> findings = new ArrayList<>();
    if (enough) {
      measured.ifPresent(measures -> findings.add(measures.finding(gates)));
    }
    shares.addTo(findings, gates);
    return new Comparison(
        FeatureType.NUMBER,
        shares.numbers(),
        shares.currentNumbers(),
        enough,
        measured.map(NumberMeasures::statistics).orElse(Map.of()),
        measured.map(NumberMeasures::pValues).orElse(Map.of()),
        findings,
        measured.map(measures -> measures.table.changes(measures.names())).orElse(List.of()));
  }

  private Finding finding(EffectGates gates) {
    double moved = (wasserstein - byChance) / Math.max(spread, LEAST_SPREAD);
    double effect =
        Math.max(moved / gates.wasserstein(), (table.psi() - table.psiByChance()) / gates.psi());
    return new Finding(Aspect.DISTRIBUTION, pValue, Math.max(0, effect));
  }

  /**
   * What chance makes of the area between two distributions.
   *
   * @param breadth the area below the root of F (1 - F)
   */
  static double byChance(double breadth, double n, double m) {
    return breadth * Math.sqrt(2 / Math.PI * (1 / n + 1 / m));
  }

  private double normalised() {
    return wasserstein / Math.max(spread, LEAST_SPREAD);
  }

  private Map<Statistic, Double> statistics() {
    Map<Statistic, Double> all = new EnumMap<>(table.statistics());
    all.put(Statistic.KS, ks);
    all.put(Statistic.WASSERSTEIN, wasserstein);
    all.put(Statistic.WASSERSTEIN_NORMALISED, normalised());
    return all;
  }

  private Map<Statistic, Double> pValues() {
    Map<Statistic, Double> all = new EnumMap<>(table.pValues());
    all.put(Statistic.KS, pValue);
    return all;
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i <= deciles.length; i++) {
      if (deciles.length == 0) {
        names.add("all");
      } else if (i == 0) {
        names.add("up to " + NumberText.shortly(deciles[0]));
      } else if (i == deciles.length) {
        names.add("above " + NumberText.shortly(deciles[i - 1]));
      } else {
        names.add(NumberText.shortly(deciles[i - 1]) + " to " + NumberText.shortly(deciles[i]));
      }
    }
    return names;
  }
}
