package dev.millrace.benchmarks;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Figure;
import dev.millrace.benchmarks.figure.Repetition;
import dev.millrace.benchmarks.figure.Run;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Measures one figure after the other, and tells how long each of them takes.
 *
 * @param runs of each
 * @param out is written after each of them: what was measured is not lost where the next one fails
 * @param progress is told of each run
 */
record Measurement(int runs, @Nullable FigureFile out, PrintStream progress) {

  private static final double NANOS_OF_SECOND = 1e9;

  List<Figure> of(List<Benchmark> benchmarks) throws IOException, InterruptedException {
    String machine = Machine.description();
    progress.println(machine);
    long begin = System.nanoTime();
    List<Figure> figures = new ArrayList<>();
    for (Map.Entry<Benchmark, List<Benchmark>> one : byRuns(benchmarks).entrySet()) {
      long started = System.nanoTime();
      List<Benchmark> shown = one.getValue();
      try (Scratch folder = Scratch.make()) {
        Repetition repetition =
            new Repetition(
                runs,
                machine,
                (run, found) -> shown.forEach(figure -> tell(figure, run, figure.seenIn(found))));
        List<Run> measured = repetition.of(one.getKey(), folder.path()).runs();
        for (Benchmark figure : shown) {
          figures.add(new Figure(figure, machine, measured.stream().map(figure::seenIn).toList()));
        }
      }
      if (out != null) {
        out.write(figures);
      }
      progress.printf(
          "%s took %.0f s%n",
          shown.stream().map(Benchmark::name).collect(Collectors.joining(", ")),
          (System.nanoTime() - started) / NANOS_OF_SECOND);
    }
    Duration all = Duration.ofNanos(System.nanoTime() - begin);
    progress.printf("all of it took %d min %d s%n", all.toMinutes(), all.toSecondsPart());
    return figures;
  }

  /** Figures that the same runs show are measured together. */
  private static Map<Benchmark, List<Benchmark>> byRuns(List<Benchmark> benchmarks) {
    return benchmarks.stream()
        .collect(
            Collectors.groupingBy(Benchmark::measuredBy, LinkedHashMap::new, Collectors.toList()));
  }

  private void tell(Benchmark benchmark, int run, Run found) {
    progress.printf(
        "%s, run %d of %d: %s %s, baseline %s, ratio %s%n",
        benchmark.name(),
        run,
        runs,
        FigureTable.shown(found.subject().value()),
        benchmark.unit(),
        FigureTable.shown(found.baseline().value()),
        FigureTable.shown(found.ratio()));
  }
}
