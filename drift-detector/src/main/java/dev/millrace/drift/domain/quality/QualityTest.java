package dev.millrace.drift.domain.quality;

import java.util.Optional;

/**
 * Whether answers are worse than they should be.
 *
 * <p>Labels come one after the other, and a window is looked at again each time: a p-value that
 * holds for one look would be passed by chance in one of many. These hold for all looks together.
 *
 * <p><i>Source</i>: for values from 0 to 1 with an expectation of at least {@code t}, and any
 * {@code q} below it, {@code (q/t)^s ((1-q)/(1-t))^(n-s)} of {@code n} values and their sum {@code
 * s} is a supermartingale from 1 (the step of Hoeffding 1963, theorem 1), and so is the mean of
 * several {@code q}; by Ville's inequality it ever reaches {@code 1/p} with a probability of {@code
 * p} at most.
 *
 * @param name accuracy, or rating where no label is known
 * @param value what was measured
 * @param target what it is held against
 * @param count judged answers
 * @param pValue bound of the probability of such a value, or a worse one, at any look
 */
public record QualityTest(String name, double value, double target, long count, double pValue) {

  /** Fewer judged answers say nothing. */
  public static final long LEAST = 30;

  /** A smaller loss against the first traffic does not matter. */
  private static final double LEAST_LOSS = 0.02;

  /** Alternatives between the bound and nothing, evenly spread. */
  private static final int ALTERNATIVES = 32;

  private static final int HALVINGS = 40;

  /** Against a target; nothing where too few were judged. */
  public static Optional<QualityTest> against(double target, QualityFigures figures) {
    return measured(figures)
        .map(
            now ->
                new QualityTest(
                    now.name,
                    now.value(),
                    target,
                    now.count,
                    now.value() >= target ? 1 : now.pValueFrom(target)));
  }

  /** Against what was measured before; nothing where too few were judged now or then. */
  public static Optional<QualityTest> against(QualityFigures before, QualityFigures figures) {
    return measured(figures)
        .flatMap(
            now ->
                measured(before)
                    .filter(then -> then.name.equals(now.name))
                    .map(then -> against(then, now)));
  }

  private static QualityTest against(Mean before, Mean now) {
    double target = Math.max(0, before.value() - LEAST_LOSS);
    double pValue = now.value() >= target ? 1 : now.pValueFrom(before);
    return new QualityTest(now.name, now.value(), target, now.count, pValue);
  }

  /** The mean that quality is measured by. */
  private record Mean(String name, double sum, long count) {

    double value() {
      return sum / count;
    }

    /** What was measured, if the expectation were this or more. */
    double pValueFrom(double expected) {
      double largest = Double.NEGATIVE_INFINITY;
      double[] logs = new double[ALTERNATIVES];
      for (int i = 0; i < ALTERNATIVES; i++) {
        double lower = expected * (i + 0.5) / ALTERNATIVES;
        logs[i] = times(sum, lower / expected) + times(count - sum, (1 - lower) / (1 - expected));
        largest = Math.max(largest, logs[i]);
      }
      if (largest <= 0 || largest == Double.POSITIVE_INFINITY) {
        return largest <= 0 ? 1 : 0;
      }
      double mean = 0;
      for (double log : logs) {
        mean += Math.exp(log - largest) / ALTERNATIVES;
      }
      return Math.min(1, Math.exp(-largest) / mean);
    }

    /**
     * What was measured, if the expectation were that of another measurement or more. Whatever that
     * is: either the other was luckier, or this one unluckier, than the middle at which both would
     * be as unlikely.
     */
    double pValueFrom(Mean before) {
      double low = value();
      double high = before.value();
      for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (before.pValueUpTo(middle) < pValueFrom(middle)) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return Math.min(1, 2 * Math.max(before.pValueUpTo(low), pValueFrom(low)));
    }

    /** What was measured, if the expectation were this or less. */
    private double pValueUpTo(double expected) {
      return new Mean(name, count - sum, count).pValueFrom(1 - expected);
    }

    private static double times(double number, double ratio) {
      return number == 0 ? 0 : number * Math.log(ratio);
    }
  }

  private static Optional<Mean> measured(QualityFigures figures) {
    if (figures.labelled() >= LEAST) {
      return Optional.of(new Mean(QualityFigures.ACCURACY, figures.right(), figures.labelled()));
    }
    return figures.rated() >= LEAST
        ? Optional.of(new Mean(QualityFigures.RATING, figures.ratings(), figures.rated()))
        : Optional.empty();
  }
}
