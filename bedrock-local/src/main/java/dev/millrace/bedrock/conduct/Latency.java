package dev.millrace.bedrock.conduct;

import java.time.Duration;
import java.util.List;

/**
 * How long calls take at least.
 *
 * @param perOutputToken on top, for every token that is written
 */
public record Latency(Distribution distribution, Duration perOutputToken) {

  /** Of the time before the first token. */
  public sealed interface Distribution {}

  /** Always the same. */
  public record Fixed(Duration latency) implements Distribution {

    public Fixed {
      require(!latency.isNegative(), "the latency is negative: " + latency);
    }
  }

  /**
   * Lognormal, as latencies tend to be.
   *
   * @param sigma of the logarithm; 0 always gives the median
   */
  public record Lognormal(Duration median, double sigma) implements Distribution {

    /** The normal distribution's own 99th percentile. */
    private static final double Z99 = 2.3263478740408408;

    /** Some e^40 times the median at the very most: longer than anybody waits. */
    private static final double MAX_SIGMA = 5;

    public Lognormal {
      require(
          !median.isNegative() && !median.isZero(),
          "the median latency is not positive: " + median);
      require(
          sigma >= 0 && sigma <= MAX_SIGMA,
          "sigma of the latency is " + sigma + ", expected 0 to " + MAX_SIGMA);
    }

    /** The one with these percentiles. */
    public static Lognormal of(Duration p50, Duration p99) {
      require(!p50.isNegative() && !p50.isZero(), "p50 of the latency is not positive: " + p50);
      require(p99.compareTo(p50) >= 0, "p99 of the latency is less than its p50: " + p99);
      return new Lognormal(p50, Math.log((double) p99.toNanos() / p50.toNanos()) / Z99);
    }
  }

  /**
   * Recorded ones, one after the other, and again from the beginning.
   *
   * @param latencies at least one
   */
  public record Recorded(List<Duration> latencies) implements Distribution {

    public Recorded {
      latencies = List.copyOf(latencies);
      require(!latencies.isEmpty(), "no latency was recorded");
      require(latencies.stream().noneMatch(Duration::isNegative), "a recorded latency is negative");
    }
  }

  public Latency {
    require(!perOutputToken.isNegative(), "the time of a token is negative: " + perOutputToken);
  }

  /** The same for every call. */
  public static Latency fixed(Duration latency) {
    return new Latency(new Fixed(latency), Duration.ZERO);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
