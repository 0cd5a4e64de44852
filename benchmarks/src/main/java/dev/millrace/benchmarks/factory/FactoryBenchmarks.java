package dev.millrace.benchmarks.factory;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.rig.ResidentMemory;
import java.time.Duration;
import java.util.List;

/** The benchmarks of a factory as such. */
public final class FactoryBenchmarks {

  /** What starts behind the ready line (drift-detector, for one) takes ten seconds of it. */
  private static final Duration REST = Duration.ofSeconds(20);

  private FactoryBenchmarks() {}

  /** In their full size; without memory where the system does not tell what a process has. */
  public static List<Benchmark> full() {
    return of(REST);
  }

  static List<Benchmark> of(Duration rest) {
    Benchmark start = new StartedFactory(StartedFactory.Part.START, rest);
    Benchmark memory = new StartedFactory(StartedFactory.Part.MEMORY, rest);
    return ResidentMemory.isTold() ? List.of(start, memory) : List.of(start);
  }
}
