package dev.millrace.schemas.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Numbers as schemas compare them: exact, and one node for one value however it is written, so that
 * 1, 1.0 and 1e0 are equal.
 */
public final class ExactNumbers {

  /** Longest number that is read: reckoning with more digits takes more than an event is worth. */
  public static final int MAX_LENGTH = 1000;

  /** Largest exponent of ten, in either direction. */
  public static final int MAX_EXPONENT = 1000;

  /** As many digits, with their sign, fit an int whatever they are. */
  private static final int SHORT = 9;

  private static final int MAX_EXPONENT_DIGITS = 4;

  private ExactNumbers() {}

  /**
   * The node of a JSON number; nothing where it has more than {@value #MAX_LENGTH} characters or an
   * exponent beyond {@value #MAX_EXPONENT}.
   *
   * @param text as RFC 8259 has it
   */
  public static Optional<JsonNode> of(String text) {
    if (text.length() <= SHORT && isWhole(text)) {
      return Optional.of(IntNode.valueOf(Integer.parseInt(text)));
    }
    if (text.length() > MAX_LENGTH || !hasBoundedExponent(text)) {
      return Optional.empty();
    }
    BigDecimal value = new BigDecimal(text).stripTrailingZeros();
    return Optional.of(value.scale() > 0 ? DecimalNode.valueOf(value) : whole(value));
  }

  private static JsonNode whole(BigDecimal value) {
    BigInteger whole = value.toBigIntegerExact();
    if (whole.bitLength() < Integer.SIZE) {
      return IntNode.valueOf(whole.intValue());
    }
    return whole.bitLength() < Long.SIZE
        ? LongNode.valueOf(whole.longValue())
        : BigIntegerNode.valueOf(whole);
  }

  private static boolean isWhole(String text) {
    for (int i = text.charAt(0) == '-' ? 1 : 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean hasBoundedExponent(String text) {
    int mark = Math.max(text.indexOf('e'), text.indexOf('E'));
    if (mark < 0) {
      return true;
    }
    int from = mark + 1;
    while (from < text.length() && "+-0".indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    String digits = text.substring(from);
    return digits.length() <= MAX_EXPONENT_DIGITS
        && (digits.isEmpty() || Integer.parseInt(digits) <= MAX_EXPONENT);
  }
}
