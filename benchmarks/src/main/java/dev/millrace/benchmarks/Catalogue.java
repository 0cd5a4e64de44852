package dev.millrace.benchmarks;

import dev.millrace.benchmarks.cost.CostBenchmarks;
import dev.millrace.benchmarks.drift.DriftBenchmarks;
import dev.millrace.benchmarks.factory.FactoryBenchmarks;
import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.inference.InferenceBenchmarks;
import dev.millrace.benchmarks.ingestion.IngestionBenchmarks;
import dev.millrace.benchmarks.loop.LoopBenchmarks;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All benchmarks, by the order of the data's way. */
record Catalogue(List<Benchmark> all) {

  Catalogue {
    all = List.copyOf(all);
  }

  /** Those of this version, in their full size. */
  static Catalogue full() {
    return new Catalogue(
        Stream.of(
                IngestionBenchmarks.full(),
                InferenceBenchmarks.full(),
                CostBenchmarks.full(),
                DriftBenchmarks.full(),
                FactoryBenchmarks.full(),
                LoopBenchmarks.full())
            .flatMap(List::stream)
            .toList());
  }

  /** Those that are through in twenty minutes on two cores, a run of each. */
  List<Benchmark> usual() {
    return all.stream().filter(one -> !one.isLong()).toList();
  }

  Optional<Benchmark> find(String name) {
    return all.stream().filter(one -> one.name().equals(name)).findFirst();
  }
}
