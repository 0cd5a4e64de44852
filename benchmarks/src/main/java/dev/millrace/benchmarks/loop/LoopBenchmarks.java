package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.figure.Benchmark;
import java.util.List;

/** The benchmarks of the whole loop; none where Banking77 is not beside the project. */
public final class LoopBenchmarks {

  private LoopBenchmarks() {}

  /** In their full size. */
  public static List<Benchmark> full() {
    return Questions.find()
        .map(data -> List.<Benchmark>of(new FirstTraining(data), new NewIntents(data)))
        .orElse(List.of());
  }
}
