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

  /** Which way its ratio should go. */
  default Better better() {
    return Better.SMALLER;
  }

  /**
   * What the ratios of its single runs differ by on a machine that rests: the standard deviation of
   * their logarithm. Processor time of processes of their own differs by as much as here.
   */
  default double noise() {
    return 0.08;
  }

  /**
   * Whether it takes minutes by its nature, so that it is measured only when it is asked for: all
   * others together have to be through in twenty minutes on two cores.
   */
  default boolean isLong() {
    return false;
  }

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
