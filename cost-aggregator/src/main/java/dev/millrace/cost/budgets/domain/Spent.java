package dev.millrace.cost.budgets.domain;

import java.math.BigDecimal;

/**
 * What calls cost.
 *
 * @param total of the priced calls, US dollars
 * @param wasted the part of it that bought nothing
 * @param unpricedCalls calls whose cost is not known: not in the total, and not free
 */
public record Spent(BigDecimal total, BigDecimal wasted, long unpricedCalls) {

  /** No call. */
  public static final Spent NONE = new Spent(BigDecimal.ZERO, BigDecimal.ZERO, 0);

  /** Both together. */
  public Spent plus(Spent other) {
    return new Spent(
        total.add(other.total),
        wasted.add(other.wasted),
        Math.addExact(unpricedCalls, other.unpricedCalls));
  }

  /** What has to be added to another to make it this one; its parts may be negative. */
  public Spent minus(Spent other) {
    return new Spent(
        total.subtract(other.total),
        wasted.subtract(other.wasted),
        Math.subtractExact(unpricedCalls, other.unpricedCalls));
  }

  /** Whether it changes nothing where it is added. */
  public boolean isNothing() {
    return total.signum() == 0 && wasted.signum() == 0 && unpricedCalls == 0;
  }
}
