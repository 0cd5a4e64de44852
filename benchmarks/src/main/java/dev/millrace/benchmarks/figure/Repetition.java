package dev.millrace.benchmarks.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Runs a benchmark several times: baseline and subject in turn, so that what changes on the machine
 * meanwhile meets both.
 *
 * @param times how often, at least once
 * @param machine what it runs on
 * @param progress is told of each run by the number of it, from 1
 */
public record Repetition(int times, String machine, BiConsumer<Integer, Run> progress) {

  public Repetition {
    if (times < 1) {
      throw new IllegalArgumentException("runs is " + times + ", expected at least 1");
    }
  }

  /** Runs it in a folder of its own. */
  public Figure of(Benchmark benchmark, Path folder) throws IOException, InterruptedException {
    List<Run> runs = new ArrayList<>();
    try (Benchmark.Session session = benchmark.open(folder)) {
      for (int run = 1; run <= times; run++) {
        Run one = session.measure();
        runs.add(one);
        progress.accept(run, one);
      }
    }
    return new Figure(benchmark, machine, runs);
  }
}
