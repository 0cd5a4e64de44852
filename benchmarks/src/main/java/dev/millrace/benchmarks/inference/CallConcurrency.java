package dev.millrace.benchmarks.inference;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Better;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.benchmarks.rig.Stretch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Calls that the stage completes in a second while it may have so many under way.
 *
 * <p><i>Shape</i>: more requests wait than can be answered; the last quarter of them is looked at,
 * because the first 150,000 calls of a process cost two to ten times what all later ones do.
 *
 * @param name of the figure
 * @param latency median of what the endpoint adds to each call, lognormal as latencies tend to be
 * @param sigma of its natural logarithm; 0 makes all alike
 * @param atOnce calls under way at most
 * @param requests of a run
 */
record CallConcurrency(String name, Duration latency, double sigma, int atOnce, int requests)
    implements Benchmark {

  @Override
  public String unit() {
    return "calls/s";
  }

  @Override
  public String description() {
    return "Calls that the Bedrock stage completes while "
        + atOnce
        + " may be under way and the endpoint takes "
        + latency.toMillis()
        + " ms for each"
        + (sigma == 0 ? "" : " (median, lognormal with sigma " + sigma + ")")
        + "; request topic to prediction topic, once the process is warm.";
  }

  @Override
  public String baseline() {
    return "What would be if nothing but the endpoint took any time: calls under way / mean latency.";
  }

  @Override
  public Better better() {
    return Better.LARGER;
  }

  /**
   * A process is not warm before 150,000 calls, and these come no faster than the endpoint lets
   * them.
   */
  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException, InterruptedException {
    return new Session(this, InferenceBench.open(folder, setup(latency, sigma)));
  }

  /** Answers cost the endpoint next to nothing: it shares the cores with what is measured. */
  static String setup(Duration alike) {
    return setup(alike, 0);
  }

  private static String setup(Duration median, double sigma) {
    return "{\"models\":{\"\":{\"latency\":{\"median\":\""
        + median.toMillis()
        + "ms\",\"sigma\":"
        + sigma
        + "},\"script\":[],\"otherwise\":\"billing\"}}}";
  }

  /** Calls in a second; the mean of a lognormal distribution is median * e^(sigma^2 / 2). */
  private double ideal() {
    return atOnce / (latency.toNanos() / 1e9 * Math.exp(sigma * sigma / 2));
  }

  private record Session(CallConcurrency benchmark, InferenceBench bench)
      implements Benchmark.Session {

    @Override
    public Run measure() throws IOException, InterruptedException {
      int requests = benchmark.requests();
      int atOnce = benchmark.atOnce();
      bench.publish(requests);
      long before = bench.predictions();
      try (ChildProcess stage =
          bench.stage(Map.of("MILLRACE_INFERENCE_CALLS_AT_ONCE", String.valueOf(atOnce)))) {
        Stretch stretch =
            Stretch.of(stage, () -> bench.predictions() - before, Stretch.Part.late(requests));
        Stretch.await(stage, () -> bench.predictions() - before, requests);
        bench.clear();
        return new Run(
            new Reading(benchmark.ideal(), Map.of()),
            new Reading(stretch.perSecond(), Map.of("us/call", stretch.cpuMicros())));
      }
    }

    @Override
    public void close() {
      bench.close();
    }
  }
}
