package dev.millrace.benchmarks.cost;

import dev.millrace.benchmarks.figure.Benchmark;
import java.util.List;

/** The benchmarks of cost-aggregator. */
public final class CostBenchmarks {

  /** Long enough for the compiler to be done with the first half. */
  private static final int RECORDS = Integer.getInteger("millrace.bench.predictions", 1_200_000);

  private CostBenchmarks() {}

  /** In their full size. */
  public static List<Benchmark> full() {
    return List.of(new WindowsCpu(RECORDS));
  }
}
