package dev.millrace.platform.drift.domain;

/**
 * A statistic that without a difference follows the chi-square distribution.
 *
 * @param degreesOfFreedom 0 where there was nothing to compare
 */
record ChiSquare(double value, int degreesOfFreedom, double pValue) {

  static ChiSquare of(double value, int degreesOfFreedom) {
    int degrees = Math.max(0, degreesOfFreedom);
    return new ChiSquare(
        value, degrees, degrees == 0 ? 1 : Math.min(1, GammaTail.chiSquare(value, degrees)));
  }
}
