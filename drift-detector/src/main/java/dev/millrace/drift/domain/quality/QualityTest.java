package dev.millrace.drift.domain.quality;

import java.util.Optional;

/**
 * Whether answers are worse than they should be.
 *
 * <p><i>Source</i>: Chernoff's bound for means of values from 0 to 1 (Hoeffding 1963, theorem 1): a
 * mean of {@code n} values that lies at {@code x} below an expectation {@code t} has a probability
 * of at most {@code exp(-n KL(x, t))}. It holds for shares and for ratings alike, and for few.
 *
 * @param name accuracy, or rating where no label is known
 * @param value what was measured
 * @param target what it is held against
 * @param count judged answers
 * @param pValue bound of the probability of such a value, or a worse one, at the target
 */
public record QualityTest(String name, double value, double target, long count, double pValue) {

  /** Fewer judged answers say nothing. */
  public static final long LEAST = 30;

  /** A baseline was measured itself: as much is left for that, at least. */
  private static final double LEAST_MARGIN = 0.02;

  private static final double STANDARD_ERRORS = 2;

  /** Against a target; nothing where too few were judged. */
  public static Optional<QualityTest> against(double target, QualityFigures figures) {
    return measured(figures).map(mean -> mean.against(target));
  }

  /**
   * Against what was measured before, less two standard errors of that; nothing where too few were
   * judged now or then.
   */
  public static Optional<QualityTest> against(QualityFigures before, QualityFigures figures) {
    return measured(figures)
        .flatMap(
            mean ->
                measured(before)
                    .filter(then -> then.name.equals(mean.name))
                    .map(then -> mean.against(then.lowered())));
  }

  /** The mean that quality is measured by. */
  private record Mean(String name, double sum, long count) {

    double value() {
      return sum / count;
    }

    double lowered() {
      double deviation = Math.sqrt(value() * (1 - value()) / count);
      return Math.max(0, value() - Math.max(LEAST_MARGIN, STANDARD_ERRORS * deviation));
    }

    QualityTest against(double target) {
      double pValue = value() >= target ? 1 : Math.exp(-count * divergence(value(), target));
      return new QualityTest(name, value(), target, count, pValue);
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

  /** Kullback-Leibler divergence of two coins, in nats. */
  private static double divergence(double value, double target) {
    return part(value, target) + part(1 - value, 1 - target);
  }

  private static double part(double share, double of) {
    if (share <= 0) {
      return 0;
    }
    return of <= 0 ? Double.POSITIVE_INFINITY : share * Math.log(share / of);
  }
}
