package dev.millrace.lifecycle.offline;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Money that may be spent, and no more: an upper bound is set aside before a call, and given back
 * for what the call took.
 *
 * <p><i>Units</i>: US dollars, exact.
 *
 * <p><i>Threads</i>: for one at a time; any may shut it.
 */
public final class Purse {

  private final BigDecimal limit;
  private final Unpriced unpriced;
  private BigDecimal reserved = BigDecimal.ZERO;
  private BigDecimal spent = BigDecimal.ZERO;
  private volatile boolean isShut;

  /** What becomes of calls that nobody knows the cost of. */
  public enum Unpriced {
    /** They are not made: a limit that does not hold is none. */
    KEPT_OUT,
    /** They are made, and only their number bounds what they cost. */
    LET_THROUGH
  }

  /** A purse with so much in it, for calls that have a price. */
  public Purse(BigDecimal limit) {
    this(limit, Unpriced.KEPT_OUT);
  }

  /** A purse with so much in it. */
  public Purse(BigDecimal limit, Unpriced unpriced) {
    if (limit.signum() < 0) {
      throw new IllegalArgumentException("a budget of at least 0 USD is needed, not " + limit);
    }
    this.limit = limit;
    this.unpriced = unpriced;
  }

  /** Whether a call may be made for all that is known of its price. */
  boolean takes(Optional<BigDecimal> bound) {
    return bound.isPresent() || unpriced == Unpriced.LET_THROUGH;
  }

  /** Sets so much aside, and says whether it was there. */
  boolean reserve(BigDecimal bound) {
    BigDecimal wanted = reserved.add(bound);
    if (wanted.add(spent).compareTo(limit) > 0) {
      return false;
    }
    reserved = wanted;
    return true;
  }

  /** Puts back what a call did not take of what was set aside for it. */
  void settle(BigDecimal bound, BigDecimal taken) {
    reserved = reserved.subtract(bound);
    spent = spent.add(taken);
  }

  /** Takes what was spent before. */
  void spend(BigDecimal taken) {
    spent = spent.add(taken);
  }

  /** No further call may be made, whatever is left. */
  void shut() {
    isShut = true;
  }

  boolean isShut() {
    return isShut;
  }

  /** What was taken. */
  public BigDecimal spent() {
    return spent;
  }
}
