package dev.millrace.benchmarks.inference;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.schemas.testing.SharedData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The benchmarks of the Bedrock stage. */
public final class InferenceBenchmarks {

  /**
   * Of the processor's figure: the compiler needs a minute before calls cost what they cost later.
   * Fewer, set as this system property, are for whoever profiles.
   */
  private static final int CALLS = Integer.getInteger("millrace.bench.calls", 300_000);

  private static final Duration FAST = Duration.ofMillis(50);
  private static final Duration SLOW = Duration.ofSeconds(1);

  /** One call in a hundred takes 1.8 times what most do. */
  private static final double SIGMA = 0.25;

  private InferenceBenchmarks() {}

  /** In their full size; those of public data only where it is present. */
  public static List<Benchmark> full() {
    List<Benchmark> all =
        new ArrayList<>(
            List.of(
                new CallConcurrency("inference.concurrency", FAST, 0, 64, 200_000),
                new CallConcurrency("inference.concurrency.lognormal", FAST, SIGMA, 64, 200_000),
                new CallConcurrency("inference.concurrency.slow", SLOW, 0, 1_000, 200_000),
                new CallConcurrency(
                    "inference.concurrency.slow.lognormal", SLOW, SIGMA, 1_000, 200_000),
                new CallCpu(BareCallsMain.Client.NETTY, 256, CALLS),
                new CallCpu(BareCallsMain.Client.CRT, 256, CALLS),
                new QuotaUse(QuotaUse.Part.USED, 300_000),
                new QuotaUse(QuotaUse.Part.THROTTLED, 300_000),
                new PathLatency(PathLatency.Percentile.P50, 80_000, 16_000),
                new PathLatency(PathLatency.Percentile.P99, 80_000, 16_000),
                new FloodedTenant(10_000),
                new FullBulkLane(800, 14_000)));
    SharedData.find("text/banking77/test.csv").map(PackedTokens::new).ifPresent(all::add);
    SharedData.find("traces/azure-2023-conversation.csv.gz")
        .map(file -> new TraceReplay("inference.trace.azure", () -> Trace.azure(file), 60, 500_000))
        .ifPresent(all::add);
    SharedData.find("traces/mooncake-synthetic.jsonl.gz")
        .map(
            file ->
                new TraceReplay(
                    "inference.trace.mooncake", () -> Trace.mooncake(file), 10, 4_000_000))
        .ifPresent(all::add);
    return List.copyOf(all);
  }
}
