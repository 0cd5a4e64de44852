package dev.millrace.bedrock.cloudwatch;

import java.math.BigDecimal;

/**
 * What is known of a minute of a series.
 *
 * @param samples how many values
 * @param sum exact
 */
public record StoredPeriod(long samples, BigDecimal sum, double min, double max) {

  static StoredPeriod of(double value, long count) {
    return new StoredPeriod(
        count, new BigDecimal(value).multiply(BigDecimal.valueOf(count)), value, value);
  }

  StoredPeriod and(StoredPeriod other) {
    return new StoredPeriod(
        samples + other.samples,
        sum.add(other.sum),
        Math.min(min, other.min),
        Math.max(max, other.max));
  }
}
