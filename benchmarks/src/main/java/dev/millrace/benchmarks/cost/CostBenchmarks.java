package dev.millrace.benchmarks.cost;

import dev.millrace.benchmarks.figure.Benchmark;
import java.util.List;

/** The benchmarks of cost-aggregator. */
public final class CostBenchmarks {

  /** Long enough for the compiler to be done with the first half. */
  private static final int RECORDS = Integer.getInteger("millrace.bench.predictions", 1_200_000);

  /** As many as the windows have to be kept for. */
  private static final int TENANTS = Integer.getInteger("millrace.bench.tenants", 100_000);

  /** Of each tenant in the day; each takes the machine a minute or two. */
  private static final int REQUESTS = Integer.getInteger("millrace.bench.tenant-requests", 1);

  private CostBenchmarks() {}

  /** In their full size. */
  public static List<Benchmark> full() {
    return List.of(new WindowsCpu(RECORDS), new WindowsHeap(TENANTS, REQUESTS));
  }
}
