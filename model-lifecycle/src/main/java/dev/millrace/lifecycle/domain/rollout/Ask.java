package dev.millrace.lifecycle.domain.rollout;

import java.math.BigInteger;
import java.util.Optional;

/**
 * One request's calls to one version.
 *
 * @param version of the pipeline's model
 * @param end whether the answer of the request is of this version
 * @param cost US dollars times ten to the twelfth; absent where it is not known
 * @param latencyMillis of all its calls
 */
public record Ask(int version, End end, Optional<BigInteger> cost, long latencyMillis) {

  /** How it went. */
  public enum End {
    /** The version's answer is the request's. */
    ANSWERED,
    /** It was asked in vain; another may have answered. */
    FAILED,
    /** A guardrail stopped it: that says nothing about the version. */
    BLOCKED,
    /** Budgets did not let it be asked, and nobody else was: it has failed whoever needed it. */
    REFUSED
  }

  /** A call that budgets did not let through. */
  static Ask refused(int version) {
    return new Ask(version, End.REFUSED, Optional.empty(), 0);
  }

  /**
   * What it adds to the counts of its version.
   *
   * @param isRight whether its answer is the true label; absent where one of them is not known
   */
  VersionCounts counts(Optional<Boolean> isRight) {
    if (end == End.REFUSED) {
      return new VersionCounts(
          0, 1, 0, 0, VersionCounts.NONE.cost(), VersionCounts.NONE.latencyMillis());
    }
    Optional<Boolean> judged = end == End.ANSWERED ? isRight : Optional.empty();
    return new VersionCounts(
        end == End.ANSWERED ? 1 : 0,
        end == End.FAILED ? 1 : 0,
        judged.isPresent() ? 1 : 0,
        judged.orElse(false) ? 1 : 0,
        cost.map(VersionCounts.NONE.cost()::plus).orElse(VersionCounts.NONE.cost()),
        VersionCounts.NONE.latencyMillis().plus(latencyMillis));
  }
}
