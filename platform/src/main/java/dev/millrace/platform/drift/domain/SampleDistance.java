package dev.millrace.platform.drift.domain;

/** Distances of two samples of numbers, value by value; both have at least one. */
final class SampleDistance {

  private SampleDistance() {}

  /** The test of Kolmogorov and Smirnov; equal values are passed together. */
  static KolmogorovSmirnov kolmogorovSmirnov(NumberSample left, NumberSample right) {
    long n = left.count();
    long m = right.count();
    long largest = 0;
    int i = 0;
    int j = 0;
    while (i < n && j < m) {
      double value = Math.min(left.at(i), right.at(j));
      while (i < n && left.at(i) == value) {
        i++;
      }
      while (j < m && right.at(j) == value) {
        j++;
      }
      largest = Math.max(largest, Math.abs(i * m - j * n));
    }
    return new KolmogorovSmirnov(largest, n, m);
  }

  /** The area between both distributions. */
  static double wasserstein(NumberSample left, NumberSample right) {
    int n = left.count();
    int m = right.count();
    double area = 0;
    int i = 0;
    int j = 0;
    double last = Math.min(left.at(0), right.at(0));
    while (i < n || j < m) {
      double value =
          Math.min(i < n ? left.at(i) : Double.MAX_VALUE, j < m ? right.at(j) : Double.MAX_VALUE);
      area += Math.abs((double) i / n - (double) j / m) * (value - last);
      last = value;
      while (i < n && left.at(i) == value) {
        i++;
      }
      while (j < m && right.at(j) == value) {
        j++;
      }
    }
    return area;
  }
}
