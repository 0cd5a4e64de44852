package dev.millrace.lifecycle.domain.statistics;

/**
 * A figure and how sure it is.
 *
 * @param value as measured
 * @param lower 95 % bound, not above {@code upper}
 * @param upper 95 % bound
 */
public record Bounds(double value, double lower, double upper) {

  public Bounds {
    if (!(lower <= upper)) {
      throw new IllegalArgumentException(
          "a lower bound must not be above the upper one: " + lower + ", " + upper);
    }
  }
}
