package dev.millrace.benchmarks.ingestion;

import dev.millrace.benchmarks.figure.Benchmark;
import java.util.List;

/** The benchmarks of ingestion. */
public final class IngestionBenchmarks {

  /**
   * Long enough for the compiler to be done with the first half; fewer, set as this system
   * property, are for whoever profiles.
   */
  private static final int EVENTS = Integer.getInteger("millrace.bench.events", 400_000);

  private IngestionBenchmarks() {}

  /** In their full size. */
  public static List<Benchmark> full() {
    return List.of(new TopologyCpu(EVENTS), new GatewayRate(EVENTS));
  }
}
