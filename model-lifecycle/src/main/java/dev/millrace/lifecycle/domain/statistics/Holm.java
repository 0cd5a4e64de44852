package dev.millrace.lifecycle.domain.statistics;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How p-values give way for being many: bounds the probability of any false finding among them,
 * however they depend on each other.
 *
 * <p><i>Source</i>: S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979.
 */
public final class Holm {

  private Holm() {}

  /** The corrected values under the same names: significant where not above the level. */
  public static Map<String, Double> adjust(Map<String, Double> pValues) {
    List<Map.Entry<String, Double>> ascending =
        pValues.entrySet().stream()
            .sorted(
                Map.Entry.<String, Double>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
            .toList();
    Map<String, Double> adjusted = new HashMap<>();
    double floor = 0;
    for (int i = 0; i < ascending.size(); i++) {
      floor = Math.max(floor, Math.min(1, (ascending.size() - i) * ascending.get(i).getValue()));
      adjusted.put(ascending.get(i).getKey(), floor);
    }
    return adjusted;
  }
}
