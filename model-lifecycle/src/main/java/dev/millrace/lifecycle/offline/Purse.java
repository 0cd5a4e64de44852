package dev.millrace.lifecycle.offline;

import java.math.BigDecimal;

/**
 * Money that may be spent, and no more: an upper bound is set aside before a call, and given back
 * for what the call took.
 *
 * <p><i>Units</i>: US dollars, exact.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class Purse {

  private final BigDecimal limit;
  private BigDecimal reserved = BigDecimal.ZERO;
  private BigDecimal spent = BigDecimal.ZERO;

  /** A purse with so much in it. */
  public Purse(BigDecimal limit) {
    if (limit.signum() < 0) {
      throw new IllegalArgumentException("a budget of at least 0 USD is needed, not " + limit);
    }
    this.limit = limit;
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

  /** What was taken. */
  public BigDecimal spent() {
    return spent;
  }
}
