package dev.millrace.benchmarks.ingestion;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Processor time of the topology for a record.
 *
 * <p><i>Shape</i>: each run writes new events to raw-events; a process that copies them, and then
 * ingestion as it runs in production (its gateway has nothing to do), start at the first of these
 * and go to the last. The processor time of the whole process is taken over the second half.
 *
 * @param records events of a run
 */
record TopologyCpu(int records) implements Benchmark {

  /** What {@link CopyMain} writes to. */
  static final String COPIES = "copies";

  @Override
  public String name() {
    return "ingestion.topology.cpu";
  }

  @Override
  public String unit() {
    return "us/record";
  }

  @Override
  public String description() {
    return "Processor time of ingestion for one event of 1 KB: check against a JSON Schema, personal"
        + " data, join, dedupe, prompt; exactly once.";
  }

  @Override
  public String baseline() {
    return "A Kafka Streams topology that copies the same records as bytes, with the same settings.";
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException, InterruptedException {
    IngestionBench bench = IngestionBench.open(folder);
    bench.workbench().create(COPIES, Topics.INFERENCE_REQUESTS.partitions());
    return new Session(new TopologyRuns(bench, records));
  }

  /** Closes what it measures on. */
  private record Session(TopologyRuns runs) implements Benchmark.Session {

    @Override
    public Run measure() throws IOException, InterruptedException {
      TopologyRuns.Published events = runs.publish();
      Reading copy = runs.copy(events, CopyMain.class.getName(), COPIES);
      Reading topology = runs.ingestion(events, Map.of());
      runs.clear(COPIES);
      return new Run(copy, topology);
    }

    @Override
    public void close() {
      runs.close();
    }
  }
}
