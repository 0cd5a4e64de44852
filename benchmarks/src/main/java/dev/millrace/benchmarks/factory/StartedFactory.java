package dev.millrace.benchmarks.factory;

import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import dev.millrace.benchmarks.rig.ChildProcess;
import dev.millrace.benchmarks.rig.ClassPath;
import dev.millrace.benchmarks.rig.ResidentMemory;
import dev.millrace.local.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long a factory takes to start in an empty folder, and what memory it has when it then rests.
 *
 * <p><i>Shape</i>: two processes one after the other, both with the options of {@code ./millrace}:
 * an empty broker with an empty cluster, then {@code up}. Each is timed from its start until it
 * says that it is ready, is left alone for a while, tells its memory and is stopped.
 *
 * @param figure which of the two
 * @param rest how long each is left alone
 */
record StartedFactory(Part figure, Duration rest) implements Benchmark {

  private static final double NANOS_OF_SECOND = 1e9;
  private static final double MILLIS_OF_SECOND = 1e3;

  /** What is shown; readings have each by its unit. */
  enum Part {
    START("factory.start.seconds", "s"),
    MEMORY("factory.memory", "MiB");

    private final String name;
    private final String unit;

    Part(String name, String unit) {
      this.name = name;
      this.unit = unit;
    }
  }

  @Override
  public String name() {
    return figure.name;
  }

  @Override
  public String unit() {
    return figure.unit;
  }

  @Override
  public String description() {
    return figure == Part.START
        ? "From the start of `millrace up` in an empty folder to its ready line: the factory takes"
            + " events."
        : "Resident memory of `millrace up`, "
            + rest.toSeconds()
            + " s after its ready line, before"
            + " any event; at most 1 GiB of it is heap.";
  }

  @Override
  public String baseline() {
    return figure == Part.START
        ? "A process with an empty Kafka node and an empty Flink cluster, started side by side: what"
            + " nobody who wants both could leave out."
        : "A process with an empty Kafka node and an empty Flink cluster after the same time.";
  }

  /** Memory hardly differs, however busy the machine is; the time does as all times do. */
  @Override
  public double noise() {
    return figure == Part.START ? Benchmark.super.noise() : 0.02;
  }

  /** The same processes show both. */
  @Override
  public Benchmark measuredBy() {
    return new StartedFactory(Part.START, rest);
  }

  @Override
  public Run seenIn(Run run) {
    return run.by(figure.unit);
  }

  @Override
  public Benchmark.Session open(Path folder) throws IOException {
    ClassPath.read();
    return new Session(folder, rest);
  }

  private static final class Session implements Benchmark.Session {

    private final Path folder;
    private final Duration rest;
    private int runs;

    Session(Path folder, Duration rest) {
      this.folder = folder;
      this.rest = rest;
    }

    @Override
    public Run measure() throws IOException, InterruptedException {
      runs++;
      Reading empty =
          reading(
              List.of(
                  EmptyPlatformMain.class.getName(), folder.resolve("empty-" + runs).toString()));
      Reading factory =
          reading(
              List.of(
                  Main.class.getName(),
                  "up",
                  "--json",
                  "--free-ports",
                  "--data-dir",
                  folder.resolve("factory-" + runs).toString()));
      return new Run(empty, factory);
    }

    private Reading reading(List<String> program) throws IOException, InterruptedException {
      long begin = System.nanoTime();
      try (ChildProcess process = ChildProcess.startAsFactory(program)) {
        process.awaitLine();
        double seconds = (System.nanoTime() - begin) / NANOS_OF_SECOND;
        Reading start =
            new Reading(seconds, Map.of())
                .and(Part.START.unit, seconds)
                .and("cpu.seconds", process.cpu().toMillis() / MILLIS_OF_SECOND);
        if (!ResidentMemory.isTold()) {
          return start;
        }
        TimeUnit.NANOSECONDS.sleep(rest.toNanos());
        return start.and(Part.MEMORY.unit, process.residentMebibytes());
      }
    }

    @Override
    public void close() {
      // Each run has stopped its own.
    }
  }
}
