package dev.millrace.bedrock.conduct;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Draws how long calls take: each model id has a sequence of its own that the seed determines.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class Latencies {

  private final ByModel<Latency> declared;
  private final Latency usual;
  private final long seed;
  private final Map<String, Sequence> byModel = new ConcurrentHashMap<>();

  /**
   * What one call takes.
   *
   * @param perOutputToken on top, for every token that is written
   */
  public record Drawn(Duration before, Duration perOutputToken) {

    /** What it takes in all. */
    public Duration of(long outputTokens) {
      return before.plus(perOutputToken.multipliedBy(outputTokens));
    }
  }

  private static final class Sequence {

    private final Latency latency;
    private final RandomGenerator random;
    private int recorded;

    private Sequence(Latency latency, RandomGenerator random) {
      this.latency = latency;
      this.random = random;
    }

    synchronized Drawn next() {
      return new Drawn(before(latency.distribution()), latency.perOutputToken());
    }

    private Duration before(Latency.Distribution distribution) {
      if (distribution instanceof Latency.Fixed fixed) {
        return fixed.latency();
      }
      if (distribution instanceof Latency.Lognormal lognormal) {
        double factor = Math.exp(lognormal.sigma() * random.nextGaussian());
        return Duration.ofNanos(Math.round(lognormal.median().toNanos() * factor));
      }
      if (distribution instanceof Latency.Recorded all) {
        List<Duration> latencies = all.latencies();
        Duration next = latencies.get(recorded);
        recorded = (recorded + 1) % latencies.size();
        return next;
      }
      throw new AssertionError(distribution);
    }
  }

  /**
   * Sequences from their beginning.
   *
   * @param usual of models for which none is declared
   */
  public Latencies(ByModel<Latency> declared, Latency usual, long seed) {
    this.declared = declared;
    this.usual = usual;
    this.seed = seed;
  }

  /** For the next call of this model. */
  public Drawn next(String modelId) {
    return byModel
        .computeIfAbsent(
            modelId,
            id ->
                new Sequence(
                    declared.find(id).orElse(usual),
                    new SplittableRandom(seed ^ ((long) id.hashCode() << Integer.SIZE))))
        .next();
  }
}
