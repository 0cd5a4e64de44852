package dev.millrace.benchmarks.ingestion;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.platform.telemetry.testing.StandInCollector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Processor time that spans cost.
 *
 * <p><i>Shape</i>: ingestion runs over new events without telemetry, and over as many others with a
 * collector in this process that is told of as many traces as where nobody says how many.
 *
 * @param records events of a run, of each kind
 */
record TelemetryCpu(int records) implements Benchmark {

  @Override
  public String name() {
    return "telemetry.cpu";
  }

  @Override
  public String unit() {
    return "us/record";
  }

  @Override
  public String description() {
    return "Processor time of ingestion for one event of 1 KB with spans told to a collector on the"
        + " same machine, of the usual share of the traces.";
  }

  @Override
  public String baseline() {
    return "The same without telemetry.";
  }

  /** Two processes of ingestion in full size; the first is much what its other figure has. */
  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException {
    return new Session(
        new TopologyRuns(IngestionBench.open(folder), records),
        new StandInCollector(StandInCollector.Keeping.NOTHING));
  }

  private record Session(TopologyRuns runs, StandInCollector collector)
      implements Benchmark.Session {

    @Override
    public Run measure() throws IOException, InterruptedException {
      Reading off = runs.ingestion(runs.publish(), Map.of());
      runs.clear();
      long before = collector.requests();
      Reading on =
          runs.ingestion(
              runs.publish(),
              Map.of("MILLRACE_TELEMETRY_COLLECTOR", collector.address().toString()));
      runs.clear();
      long told = collector.requests() - before;
      if (told == 0) {
        throw new IllegalStateException("the collector was told nothing: there is no figure");
      }
      return new Run(off, on.and("requests to the collector", (double) told));
    }

    @Override
    public void close() {
      try (collector) {
        runs.close();
      }
    }
  }
}
