package dev.millrace.platform.drift.domain;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Numbers as people write them. */
public final class NumberText {

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  /** Larger numbers would overflow when they are squared and summed. */
  private static final double LARGEST = 1e150;

  private static final MathContext FIVE_DIGITS = new MathContext(5);

  private NumberText() {}

  /** A decimal number, with blanks around it or not; nothing for anything else, NaN too. */
  public static OptionalDouble parse(String text) {
    String bare = text.strip();
    if (!DECIMAL.matcher(bare).matches()) {
      return OptionalDouble.empty();
    }
    double value = Double.parseDouble(bare);
    return isUsable(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  /** Whether statistics can be made of it: finite, and not beyond 1e150. */
  static boolean isUsable(double value) {
    return Math.abs(value) <= LARGEST;
  }

  /** To five digits, for people. */
  public static String shortly(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    String text = Double.toString(new BigDecimal(value).round(FIVE_DIGITS).doubleValue());
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
