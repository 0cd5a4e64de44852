package dev.millrace.bedrock.conduct;

import java.util.List;
import java.util.Map;

/**
 * How models are declared to behave.
 *
 * @param seed determines all that is drawn
 * @param maxTokens what a model writes at most
 */
public record Conduct(
    long seed,
    ByModel<QuotaLimits> quotas,
    ByModel<Integer> maxTokens,
    ByModel<Latency> latencies,
    ByModel<List<FaultRule>> faults) {

  /** Unlimited, at once and without fault. */
  public static final Conduct PERFECT =
      new Conduct(
          0,
          new ByModel<>(Map.of()),
          new ByModel<>(Map.of()),
          new ByModel<>(Map.of()),
          new ByModel<>(Map.of()));
}
