package dev.millrace.lifecycle.domain.statistics;

/**
 * Natural logarithms of factorials.
 *
 * <p><i>Source</i>: Stirling's series with four terms, which from {@value #STIRLING_FROM} on is
 * exact to the last digits of a double.
 */
final class LogFactorial {

  private static final int STIRLING_FROM = 32;
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private static final double[] SMALL = small();

  private LogFactorial() {}

  /** Of a number that is not negative. */
  static double of(long n) {
    if (n < STIRLING_FROM) {
      return SMALL[(int) n];
    }
    double inverse = 1.0 / n;
    double square = inverse * inverse;
    double series =
        inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
    return (n + 0.5) * Math.log((double) n) - n + HALF_LOG_TWO_PI + series;
  }

  private static double[] small() {
    double[] logs = new double[STIRLING_FROM];
    for (int i = 2; i < STIRLING_FROM; i++) {
      logs[i] = logs[i - 1] + Math.log(i);
    }
    return logs;
  }
}
