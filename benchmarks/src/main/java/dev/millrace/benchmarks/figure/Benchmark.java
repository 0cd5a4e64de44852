package dev.millrace.benchmarks.figure;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Measures one thing next to its baseline: something that does the least of the same work, on the
 * same machine, in the same minutes.
 */
public interface Benchmark {

  /** Name of its figure, such as {@code ingestion.topology.cpu}. */
  String name();

  /** Unit of its figure and of the baseline's. */
  String unit();

  /** What is measured, in one sentence. */
  String description();

  /** What it is held against, in one sentence. */
  String baseline();

  /** The benchmark whose runs show this figure as well; itself where it has runs of its own. */
  default Benchmark measuredBy() {
    return this;
  }

  /** What a run of that benchmark says of this figure. */
  default Run seenIn(Run run) {
    return run;
  }

  /**
   * Prepares all that its runs have in common.
   *
   * @param folder empty, its own; thrown away afterwards
   */
  Session open(Path folder) throws IOException, InterruptedException;

  /** A benchmark that is prepared. */
  interface Session extends AutoCloseable {

    /**
     * Measures the baseline, then the subject.
     *
     * @throws IllegalStateException where what ran did not do its work: then it has no figure
     */
    Run measure() throws IOException, InterruptedException;

    @Override
    void close();
  }
}
