package dev.millrace.platform.drift.domain;

import java.util.ArrayList;
import java.util.List;

/** Judges all features and segments of one window together. */
public final class Judgement {

  private Judgement() {}

  /**
   * One verdict for each comparison, in their order. All findings of all comparisons are one
   * family: the probability of any false alarm among them is at most alpha (with {@link
   * Correction#HOLM}).
   */
  public static List<FeatureVerdict> of(List<Comparison> comparisons, Significance significance) {
    double[] pValues =
        comparisons.stream()
            .flatMap(comparison -> comparison.findings().stream())
            .mapToDouble(Finding::pValue)
            .toArray();
    double[] adjusted = significance.correction().adjust(pValues);
    List<FeatureVerdict> verdicts = new ArrayList<>();
    int at = 0;
    for (Comparison comparison : comparisons) {
      List<JudgedFinding> judged = new ArrayList<>();
      for (Finding finding : comparison.findings()) {
        double value = adjusted[at++];
        judged.add(new JudgedFinding(finding, value, value <= significance.alpha()));
      }
      verdicts.add(new FeatureVerdict(comparison, judged));
    }
    return verdicts;
  }
}
