package dev.millrace.benchmarks.ingestion;

import dev.millrace.benchmarks.figure.Benchmark;
import java.util.List;

/** The benchmarks of ingestion. */
public final class IngestionBenchmarks {

  /**
   * Long enough for the compiler to be done with the first half: of 400,000, half of the processor
   * time of the second half was still the compiler's. Fewer, set as this system property, are for
   * whoever profiles.
   */
  private static final int EVENTS = Integer.getInteger("millrace.bench.events", 1_200_000);

  /** Of the gateway's: it is warm sooner, and they take longer to send. */
  private static final int GATEWAY_EVENTS = 800_000;

  private IngestionBenchmarks() {}

  /** In their full size. */
  public static List<Benchmark> full() {
    return List.of(
        new TopologyCpu(EVENTS),
        new GatewayRate(Math.min(EVENTS, GATEWAY_EVENTS)),
        new TelemetryCpu(EVENTS));
  }
}
