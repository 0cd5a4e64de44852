package dev.millrace.lifecycle.domain.evaluation;

import dev.millrace.lifecycle.domain.evaluation.GateTerms.Resampling;
import dev.millrace.lifecycle.domain.statistics.Bounds;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Bounds of figures that have no formula for them: what the figure would be, had other examples of
 * the same kind been drawn.
 *
 * <p><i>Source</i>: percentile bootstrap, B. Efron and R. Tibshirani, "An Introduction to the
 * Bootstrap", 1993.
 */
final class Bootstrap {

  private static final double TAIL = 0.025;

  private final Resampling resampling;
  private final int examples;

  Bootstrap(Resampling resampling, int examples) {
    this.resampling = resampling;
    this.examples = examples;
  }

  /**
   * The figure of all examples, with bounds.
   *
   * @param figure of a sample: of the examples at these indices
   */
  Bounds bounds(ToDoubleFunction<int[]> figure) {
    SplittableRandom random = new SplittableRandom(resampling.seed());
    double[] figures = new double[resampling.draws()];
    int[] sample = new int[examples];
    for (int draw = 0; draw < figures.length; draw++) {
      Arrays.setAll(sample, place -> random.nextInt(examples));
      figures[draw] = figure.applyAsDouble(sample);
    }
    Arrays.sort(figures);
    int below = (int) (TAIL * figures.length);
    return new Bounds(
        figure.applyAsDouble(all()), figures[below], figures[figures.length - 1 - below]);
  }

  int[] all() {
    return IntStream.range(0, examples).toArray();
  }
}
