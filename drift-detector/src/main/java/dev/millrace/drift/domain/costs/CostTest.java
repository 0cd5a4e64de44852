package dev.millrace.drift.domain.costs;

import dev.millrace.drift.domain.quality.QualityTest;
import dev.millrace.platform.drift.domain.GammaTail;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the champion's answers cost more than those that another model gave at the same time.
 *
 * <p><i>Source</i>: the logarithm of the ratio of both costs is normal about its expectation, with
 * the sum of their relative variances: that of the cost of an answer, and where right answers are
 * counted, {@code (1 - q) / (q n)} of the share q of n judged answers that were right.
 *
 * @param basis what is paid for
 * @param championCost of one of it, in trillionths of a dollar
 * @param rivalCost of one of it, in trillionths of a dollar
 * @param pValue probability of such a difference, or a greater one, if the rival were no cheaper
 * @param isAsGood whether the rival's answers are not surely worse
 */
public record CostTest(
    Basis basis, double championCost, double rivalCost, double pValue, boolean isAsGood) {

  /**
   * Fewer answers of either say nothing: with long-tailed costs, alarms were more than declared.
   */
  public static final long LEAST = 200;

  /** A smaller share of the cost does not matter. */
  public static final double LEAST_REGRET = 0.1;

  /** Answers that are surely worse by more are not as good. */
  private static final double MOST_LOSS = 0.02;

  /** In standard errors: chance alone makes it so one time in twenty. */
  private static final double SURELY = 1.645;

  /** What is paid for. */
  public enum Basis {
    /** An answer, where the champion's are not judged. */
    ANSWER,
    /** An answer that is right. */
    RIGHT_ANSWER
  }

  /**
   * Compares both; nothing while too little is known of either.
   *
   * @param target share of right answers that is good enough; null where the rival's have to be as
   *     good as the champion's
   */
  public static Optional<CostTest> of(CostSide champion, CostSide rival, @Nullable Double target) {
    boolean isJudged = champion.judged().rows() >= QualityTest.LEAST;
    boolean isEnough =
        champion.costs().answered() >= LEAST
            && rival.costs().answered() >= LEAST
            && (!isJudged || rival.judged().rows() >= QualityTest.LEAST);
    if (!isEnough || champion.costs().isFree() || rival.costs().isFree()) {
      return Optional.empty();
    }
    Basis basis = isJudged ? Basis.RIGHT_ANSWER : Basis.ANSWER;
    Cost ours = Cost.of(champion, basis);
    Cost theirs = Cost.of(rival, basis);
    return Optional.of(
        new CostTest(
            basis,
            ours.amount(),
            theirs.amount(),
            pValue(
                Math.log(ours.amount() / theirs.amount()),
                ours.relativeVariance() + theirs.relativeVariance()),
            !isJudged || !isWorse(champion, rival, target)));
  }

  /**
   * Share of what was paid that the other model would have saved; less than 0 where it is dearer.
   */
  public double regret() {
    return 1 - rivalCost / championCost;
  }

  /** Whether it is worth a better model. */
  public boolean matters() {
    return isAsGood && regret() >= LEAST_REGRET;
  }

  private static boolean isWorse(CostSide champion, CostSide rival, @Nullable Double target) {
    double needed = target == null ? champion.rightness() - MOST_LOSS : target;
    double variance =
        rival.varianceOfRightness() + (target == null ? champion.varianceOfRightness() : 0);
    return rival.rightness() < needed - SURELY * Math.sqrt(variance);
  }

  private static double pValue(double difference, double variance) {
    if (variance > 0) {
      return GammaTail.normal(difference / Math.sqrt(variance));
    }
    return difference > 0 ? 0 : 1;
  }

  /** One measurement of what is paid. */
  private record Cost(double amount, double relativeVariance) {

    static Cost of(CostSide side, Basis basis) {
      double amount = side.costs().perAnswer();
      double variance = side.costs().relativeVariance();
      if (basis == Basis.ANSWER) {
        return new Cost(amount, variance);
      }
      double right = side.rightness();
      return new Cost(amount / right, variance + (1 - right) / (right * side.judged().rows()));
    }
  }
}
