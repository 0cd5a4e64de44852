package dev.millrace.benchmarks.figure;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The middle of some numbers and how far they are apart.
 *
 * @param median the middle one, or half-way between the two in the middle
 * @param least the smallest
 * @param greatest the largest
 */
public record Statistics(double median, double least, double greatest) {

  /** Of one number of each run. */
  public static Statistics of(List<Run> runs, ToDoubleFunction<Run> number) {
    return of(runs.stream().mapToDouble(number).toArray());
  }

  static Statistics of(double... numbers) {
    if (numbers.length == 0) {
      throw new IllegalArgumentException("no numbers have no middle: give at least one");
    }
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Statistics(median, sorted[0], sorted[sorted.length - 1]);
  }
}
