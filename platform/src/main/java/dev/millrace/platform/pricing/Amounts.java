package dev.millrace.platform.pricing;

import dev.millrace.platform.pricing.domain.Rates;
import java.math.BigDecimal;

/** Amounts of money as books have them. */
final class Amounts {

  private Amounts() {}

  /**
   * The rate in its shortest form, so that equal ones are equal.
   *
   * @param zeros of the number of units that it is for: 6 for a million
   * @throws IllegalArgumentException where one unit could not be booked exactly
   */
  static BigDecimal rate(BigDecimal rate, int zeros) {
    BigDecimal shortest = rate.stripTrailingZeros();
    if (shortest.signum() < 0 || shortest.scale() > Rates.SCALE - zeros) {
      throw new IllegalArgumentException(
          rate.toPlainString()
              + " is no price: expected at least 0 with at most "
              + (Rates.SCALE - zeros)
              + " digits after the point");
    }
    return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
  }
}
