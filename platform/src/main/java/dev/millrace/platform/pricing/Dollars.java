package dev.millrace.platform.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Sums of money as people read them, in US dollars and without their sign. */
public final class Dollars {

  /** Digits behind the point: a hundredth of a cent. */
  private static final int DIGITS = 4;

  /** Of smaller sums, the first digits that are not 0. */
  private static final int SIGNIFICANT = 2;

  private Dollars() {}

  /** Every digit of it, for books that are held against each other: 0.00644791. */
  public static String exact(BigDecimal sum) {
    return sum.signum() == 0 ? "0" : sum.stripTrailingZeros().toPlainString();
  }

  /** Four digits behind the point, and of what is smaller the first two: 4.1235, 0.000012. */
  public static String rounded(BigDecimal sum) {
    int first = sum.scale() - sum.precision() + 1;
    return exact(sum.setScale(Math.max(DIGITS, first + SIGNIFICANT - 1), RoundingMode.HALF_UP));
  }
}
