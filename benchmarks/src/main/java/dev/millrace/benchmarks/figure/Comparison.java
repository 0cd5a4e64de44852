package dev.millrace.benchmarks.figure;

import java.util.Arrays;

/**
 * A figure then and now: has its ratio become worse by more than its noise?
 *
 * <p><i>Shape</i>: only ratios are looked at, nothing that is measured in seconds. The ratio of the
 * medians, as pages show it, has to have moved by more than {@value #STANDARD_ERRORS} standard
 * errors, and by more than {@link #FLOOR}. What a single run differs by is taken from the runs of
 * both sides, and, because these are few, from what is known of the benchmark: that counts as much
 * as {@value #PRIOR_DEGREES} more runs would, so that a figure of one run has a tolerance as well,
 * and one of many runs has its own.
 *
 * <p><i>Units</i>: ratios are compared by their logarithms: twice as much is as far as half as
 * much.
 *
 * <p><i>Source</i>: the moderated t-statistic of Smyth, "Linear models and empirical Bayes methods
 * for assessing differential expression in microarray experiments" (2004), made for many
 * comparisons of very few measurements each; here with a fixed limit in place of its quantiles.
 *
 * @param then the figure of before
 * @param now the same figure, newly measured
 */
public record Comparison(Figure then, Figure now) {

  /** Of twenty figures that have not changed, one is called worse in one bench of forty. */
  private static final double STANDARD_ERRORS = 3;

  private static final int PRIOR_DEGREES = 4;

  /** A tenth: what the same code differs by from one day of a machine to another. */
  private static final double FLOOR = Math.log(1.10);

  /** What is less of its baseline counts as this: from nothing, everything is infinitely far. */
  private static final double LEAST = 0.001;

  /** What is said of it. */
  public enum Verdict {
    WORSE,
    SAME,
    BETTER
  }

  public Comparison {
    if (!then.caption().name().equals(now.caption().name())) {
      throw new IllegalArgumentException(
          then.caption().name() + " cannot be compared with " + now.caption().name());
    }
  }

  /** The name of the figure. */
  public String name() {
    return now.caption().name();
  }

  /** What is added to the ratio or taken from it, as a share of it: 0.5 of 2 to 3. */
  public double change() {
    return Math.exp(moved()) - 1;
  }

  /** How far it may grow before that means something, as a share of it. */
  public double tolerance() {
    return Math.exp(limit()) - 1;
  }

  /** What the runs say. */
  public Verdict verdict() {
    if (Math.abs(moved()) <= limit()) {
      return Verdict.SAME;
    }
    return now.caption().better().isBetter(moved()) ? Verdict.BETTER : Verdict.WORSE;
  }

  private double moved() {
    return logarithm(now.ratio()) - logarithm(then.ratio());
  }

  private double limit() {
    double known = now.caption().noise();
    double runsThen = then.runs().size();
    double runsNow = now.runs().size();
    double variance =
        (PRIOR_DEGREES * known * known + squares(then) + squares(now))
            / (PRIOR_DEGREES + runsThen - 1 + runsNow - 1);
    double standardError = Math.sqrt(variance * (1 / runsThen + 1 / runsNow));
    return Math.max(FLOOR, STANDARD_ERRORS * standardError);
  }

  /** Sum of the squares by which the runs are off their mean. */
  private static double squares(Figure figure) {
    double[] ratios = figure.runs().stream().mapToDouble(run -> logarithm(run.ratio())).toArray();
    double mean = Arrays.stream(ratios).average().orElseThrow();
    return Arrays.stream(ratios).map(ratio -> (ratio - mean) * (ratio - mean)).sum();
  }

  private static double logarithm(double ratio) {
    return Math.log(Math.max(LEAST, ratio));
  }
}
