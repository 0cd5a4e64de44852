package dev.millrace.benchmarks.ingestion;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.Stretch;
import dev.millrace.platform.telemetry.testing.StandInCollector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Processor time that spans cost.
 *
 * <p><i>Shape</i>: two factories side by side, whose ingestions stay: one without telemetry, the
 * other with a collector in this process, told of as many traces as where nobody says how many.
 * They take new events in turn, the one that goes first changing, first to become warm and then to
 * be measured: a machine that becomes slower or faster meanwhile meets both alike, where a
 * twentieth is to be told.
 *
 * @param records events of a run, of each kind
 */
record TelemetryCpu(int records) implements Benchmark {

  /** Turns that both take before anything is measured, and those that are; even numbers. */
  private static final int WARMING = 12;

  private static final int MEASURED = 12;

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
    TopologyRuns off = runs(folder.resolve("off"));
    try {
      return new Session(
          off, runs(folder.resolve("on")), new StandInCollector(StandInCollector.Keeping.NOTHING));
    } catch (IOException | RuntimeException e) {
      off.close();
      throw e;
    }
  }

  private TopologyRuns runs(Path folder) throws IOException {
    return new TopologyRuns(IngestionBench.open(folder), records / (WARMING + MEASURED));
  }

  private record Session(TopologyRuns off, TopologyRuns on, StandInCollector collector)
      implements Benchmark.Session {

    @Override
    public Run measure() throws IOException, InterruptedException {
      try (TopologyRuns.Staying without = off.staying(Map.of());
          TopologyRuns.Staying with =
              on.staying(Map.of("MILLRACE_TELEMETRY_COLLECTOR", collector.address().toString()))) {
        var unused = turns(without, with, WARMING);
        long before = collector.requests();
        Run run = turns(without, with, MEASURED);
        long told = collector.requests() - before;
        if (told == 0) {
          throw new IllegalStateException("the collector was told nothing: there is no figure");
        }
        return new Run(
            run.baseline(), run.subject().and("requests to the collector", (double) told));
      }
    }

    private static Run turns(TopologyRuns.Staying without, TopologyRuns.Staying with, int turns)
        throws InterruptedException {
      Stretch off = Stretch.NOTHING;
      Stretch on = Stretch.NOTHING;
      for (int turn = 0; turn < turns; turn++) {
        if (turn % 2 == 0) {
          off = off.plus(without.turn());
          on = on.plus(with.turn());
        } else {
          on = on.plus(with.turn());
          off = off.plus(without.turn());
        }
      }
      return new Run(TopologyRuns.reading(off), TopologyRuns.reading(on));
    }

    @Override
    public void close() {
      try (collector;
          on;
          off) {
        // In the end all of them are closed, whatever one of them says.
      }
    }
  }
}
