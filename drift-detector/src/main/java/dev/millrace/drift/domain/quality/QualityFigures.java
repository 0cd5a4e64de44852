package dev.millrace.drift.domain.quality;

import dev.millrace.drift.domain.quality.QualitySums.Pair;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How good judged answers were. A figure that nothing was counted for is absent, never 0.
 *
 * <p><i>Source</i>: macro F1 is the mean of 2 TP / (2 TP + FP + FN) over all labels that were given
 * or true; Brier and the expected calibration error (ten bins of equal width) are of the chosen
 * label's confidence.
 */
public final class QualityFigures {

  public static final String ACCURACY = "accuracy";
  public static final String RATING = "rating";

  private static final int MAX_CELLS = 200;

  private final QualitySums sums;

  QualityFigures(QualitySums sums) {
    this.sums = sums;
  }

  /** All that can be told, by name, in a fixed order. */
  public Map<String, Double> all() {
    Map<String, Double> all = new LinkedHashMap<>();
    put(all, ACCURACY, accuracy());
    put(all, "macroF1", macroF1());
    put(all, "brier", share(sums.brierBillionths() / QualitySums.BILLION, sums.confident()));
    put(all, "ece", calibrationError());
    put(all, RATING, share(sums.ratingBillionths() / QualitySums.BILLION, sums.rated()));
    return all;
  }

  /** Share of the judged labels that were right. */
  public OptionalDouble accuracy() {
    return share((double) right(), labelled());
  }

  /** Judged labels. */
  public long labelled() {
    return sums.confusion().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Those of them that were right. */
  public long right() {
    return sums.confusion().entrySet().stream()
        .filter(cell -> cell.getKey().predicted().equals(cell.getKey().actual()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** How many answers were rated. */
  public long rated() {
    return sums.rated();
  }

  /** Sum of the ratings. */
  public double ratings() {
    return sums.ratingBillionths() / QualitySums.BILLION;
  }

  /** Share of the answers that were judged. */
  public OptionalDouble labelCoverage() {
    return share((double) sums.judged(), sums.answers());
  }

  /** Mean time from event to judgement. */
  public OptionalLong labelDelayMillis() {
    return sums.judged() <= 0
        ? OptionalLong.empty()
        : OptionalLong.of(sums.delayMillis() / sums.judged());
  }

  /** How often each label was given for each, the most frequent first. */
  public List<Map.Entry<Pair, Long>> confusion() {
    return sums.confusion().entrySet().stream()
        .map(cell -> Map.entry(cell.getKey(), cell.getValue()))
        .sorted(
            Map.Entry.<Pair, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MAX_CELLS)
        .toList();
  }

  private OptionalDouble macroF1() {
    Map<String, long[]> byLabel = new TreeMap<>();
    sums.confusion()
        .forEach(
            (pair, count) -> {
              if (pair.predicted().equals(pair.actual())) {
                counts(byLabel, pair.actual())[0] += count;
              } else {
                counts(byLabel, pair.predicted())[1] += count;
                counts(byLabel, pair.actual())[1] += count;
              }
            });
    double sum = 0;
    for (long[] counts : byLabel.values()) {
      sum += 2.0 * counts[0] / (2.0 * counts[0] + counts[1]);
    }
    return share(sum, byLabel.size());
  }

  /** Right ones, and those that are wrong one way or the other. */
  private static long[] counts(Map<String, long[]> byLabel, String label) {
    return byLabel.computeIfAbsent(label, key -> new long[2]);
  }

  private OptionalDouble calibrationError() {
    double sum = 0;
    for (int i = 0; i < QualitySums.BINS; i++) {
      long[] bin = sums.bin(i);
      sum += Math.abs(bin[1] - bin[2] / QualitySums.BILLION);
    }
    return share(sum, sums.confident());
  }

  private static OptionalDouble share(double part, long whole) {
    return whole <= 0 ? OptionalDouble.empty() : OptionalDouble.of(part / whole);
  }

  private static void put(Map<String, Double> to, String name, OptionalDouble figure) {
    figure.ifPresent(value -> to.put(name, value));
  }
}
