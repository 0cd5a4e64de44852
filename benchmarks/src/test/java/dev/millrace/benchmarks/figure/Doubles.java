package dev.millrace.benchmarks.figure;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** A benchmark whose runs are given: pairs of baseline and value. */
public final class Doubles implements Benchmark {

  private final Deque<Run> runs = new ArrayDeque<>();
  private boolean closed;

  public Doubles(double... numbers) {
    for (int i = 0; i < numbers.length; i += 2) {
      runs.add(
          new Run(
              new Reading(numbers[i], Map.of("events/s", 7.0)),
              new Reading(numbers[i + 1], Map.of("events/s", 3.5))));
    }
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public String name() {
    return "test.speed";
  }

  @Override
  public String unit() {
    return "us";
  }

  @Override
  public String description() {
    return "What is given.";
  }

  @Override
  public String baseline() {
    return "Something given.";
  }

  @Override
  public Session open(Path folder) {
    return new Session() {
      @Override
      public Run measure() {
        if (runs.isEmpty()) {
          throw new IllegalStateException("nothing was done");
        }
        return runs.remove();
      }

      @Override
      public void close() {
        closed = true;
      }
    };
  }

  /** As the command knows it. */
  public List<Benchmark> alone() {
    return List.of(this);
  }
}
