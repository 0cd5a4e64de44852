package dev.millrace.benchmarks.drift;

import dev.millrace.platform.drift.domain.Comparison;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What rules make of windows of fifty features: where nothing changes, and where something does.
 *
 * @param seed of all that is drawn
 * @param windows without a change, of each size
 * @param tries of each shift
 */
record WindowTrial(long seed, int windows, int tries) {

  /** Records of the two sizes of windows. */
  static final List<Long> SIZES = List.of(200L, 200_000L);

  /** Standard deviations by which a number is shifted. */
  static final List<Double> SHIFTS = List.of(0.1, 0.25, 0.5, 1.0);

  private static final int REFERENCE = 5_000;
  private static final int WINDOWS_PER_REFERENCE = 50;
  private static final long SMALL = 200;
  private static final int PATIENCE = 100;

  /** Windows with an alarm, of {@link #windows}, by size and rule. */
  Map<Long, Map<WindowRule, Integer>> falseAlarms() {
    Map<Long, Map<WindowRule, Integer>> all = new LinkedHashMap<>();
    for (long size : SIZES) {
      Random random = new Random(seed);
      Map<WindowRule, Integer> alarms = new EnumMap<>(WindowRule.class);
      List<WatchedFeature> features = List.of();
      for (int i = 0; i < windows; i++) {
        if (i % WINDOWS_PER_REFERENCE == 0) {
          features = WatchedFeature.fifty(REFERENCE, random);
        }
        List<Comparison> window = WatchedFeature.window(features, size, random);
        for (WindowRule rule : WindowRule.values()) {
          alarms.merge(rule, rule.alarms(window) ? 1 : 0, Integer::sum);
        }
      }
      all.put(size, alarms);
    }
    return all;
  }

  /**
   * Mean number of records until an alarm, in windows of 200, by shift and rule; after a hundred
   * windows nobody waits any longer.
   */
  Map<Double, Map<WindowRule, Double>> delays() {
    Map<Double, Map<WindowRule, Double>> all = new LinkedHashMap<>();
    for (double shift : SHIFTS) {
      Random random = new Random(seed);
      Map<WindowRule, Double> delays = new EnumMap<>(WindowRule.class);
      for (int i = 0; i < tries; i++) {
        List<WatchedFeature> features = WatchedFeature.fifty(REFERENCE, random);
        Map<WindowRule, Integer> first = new EnumMap<>(WindowRule.class);
        for (int window = 1;
            window <= PATIENCE && first.size() < WindowRule.values().length;
            window++) {
          List<Comparison> compared = WatchedFeature.shifted(features, SMALL, shift, random);
          for (WindowRule rule : WindowRule.values()) {
            if (!first.containsKey(rule) && rule.alarms(compared)) {
              first.put(rule, window);
            }
          }
        }
        for (WindowRule rule : WindowRule.values()) {
          double records = first.getOrDefault(rule, PATIENCE) * (double) SMALL;
          delays.merge(rule, records / tries, Double::sum);
        }
      }
      all.put(shift, delays);
    }
    return all;
  }
}
