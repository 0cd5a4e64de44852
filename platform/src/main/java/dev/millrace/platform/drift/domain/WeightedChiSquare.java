package dev.millrace.platform.drift.domain;

/**
 * The upper tail of a weighted sum of squared standard normal numbers, by saddlepoint: small
 * probabilities to a few percent.
 *
 * <p><i>Source</i>: D. Kuonen, "Saddlepoint Approximations for Distributions of Quadratic Forms in
 * Normal Variables", Biometrika 86(4), 1999.
 */
final class WeightedChiSquare {

  private static final int BISECTIONS = 200;

  /** So near to its mean, in standard deviations, the approximation divides zero by zero. */
  private static final double NEAR = 1e-3;

  private WeightedChiSquare() {}

  /**
   * Probability of a sum of at least {@code x}.
   *
   * @param weights at least one, all greater than 0
   */
  static double tail(double[] weights, double x) {
    if (x <= 0) {
      return 1;
    }
    double mean = 0;
    double variance = 0;
    double largest = 0;
    for (double weight : weights) {
      mean += weight;
      variance += 2 * weight * weight;
      largest = Math.max(largest, weight);
    }
    double near = NEAR * Math.sqrt(variance);
    if (Math.abs(x - mean) < near) {
      return (at(weights, mean - near, largest) + at(weights, mean + near, largest)) / 2;
    }
    return at(weights, x, largest);
  }

  private static double at(double[] weights, double x, double largest) {
    double point = saddlepoint(weights, x, largest);
    double generating = 0;
    double curvature = 0;
    for (double weight : weights) {
      double rest = 1 - 2 * point * weight;
      generating -= Math.log(rest) / 2;
      curvature += 2 * weight * weight / (rest * rest);
    }
    double w = Math.signum(point) * Math.sqrt(2 * Math.max(0, point * x - generating));
    double v = point * Math.sqrt(curvature);
    return Math.min(1, Math.max(0, GammaTail.normal(w + Math.log(v / w) / w)));
  }

  /** Where the derivative of the cumulant generating function, which rises, is x. */
  private static double saddlepoint(double[] weights, double x, double largest) {
    double high = 1 / (2 * largest);
    double low = -1 / (2 * largest);
    while (derivative(weights, low) > x) {
      low *= 2;
    }
    for (int i = 0; i < BISECTIONS && high - low > 1e-15 * Math.abs(high + low); i++) {
      double middle = (low + high) / 2;
      if (derivative(weights, middle) > x) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low;
  }

  private static double derivative(double[] weights, double point) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight / (1 - 2 * point * weight);
    }
    return sum;
  }
}
