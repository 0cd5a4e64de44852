package dev.millrace.platform.drift.domain;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How p-values give way for being many: of features, segments and aspects tested together. */
public enum Correction {
  /**
   * Bounds the probability of any false alarm among them, however they depend on each other.
   *
   * <p><i>Source</i>: S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979.
   */
  HOLM {
    @Override
    public double[] adjust(double[] pValues) {
      Integer[] order = ascending(pValues);
      double[] adjusted = new double[pValues.length];
      double floor = 0;
      for (int i = 0; i < order.length; i++) {
        floor = Math.max(floor, Math.min(1, (order.length - i) * pValues[order[i]]));
        adjusted[order[i]] = floor;
      }
      return adjusted;
    }
  },
  /**
   * Bounds the expected share of false alarms among all alarms, for independent or positively
   * dependent tests; finds more.
   *
   * <p><i>Source</i>: Y. Benjamini and Y. Hochberg, "Controlling the False Discovery Rate", 1995.
   */
  BENJAMINI_HOCHBERG {
    @Override
    public double[] adjust(double[] pValues) {
      Integer[] order = ascending(pValues);
      double[] adjusted = new double[pValues.length];
      double ceiling = 1;
      for (int i = order.length - 1; i >= 0; i--) {
        ceiling = Math.min(ceiling, order.length / (i + 1.0) * pValues[order[i]]);
        adjusted[order[i]] = ceiling;
      }
      return adjusted;
    }
  };

  /** The corrected values, in the order of the given ones; significant where not above alpha. */
  public abstract double[] adjust(double[] pValues);

  private static Integer[] ascending(double[] pValues) {
    Integer[] order = IntStream.range(0, pValues.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(index -> pValues[index]));
    return order;
  }
}
