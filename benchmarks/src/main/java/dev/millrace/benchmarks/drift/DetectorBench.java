package dev.millrace.benchmarks.drift;

import dev.millrace.benchmarks.drift.Contestant.Origin;
import dev.millrace.benchmarks.drift.Race.Result;
import dev.millrace.benchmarks.figure.Benchmark;
import dev.millrace.benchmarks.figure.Reading;
import dev.millrace.benchmarks.figure.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The e-detector beside all others on the same streams; each run draws new ones.
 *
 * @param stationary values of each rate at which nothing changes
 * @param shifts streams of each shift
 */
record DetectorBench(Part part, int stationary, int shifts) implements Benchmark {

  /** Never used to choose a setting; each run adds one. */
  static final long SEED = 7_001;

  private static final double PROMISED = 1e6 / OurDetectors.USUAL_RUN_LENGTH;

  /** What is looked at. */
  enum Part {
    DELAY,
    FALSE_ALARMS
  }

  @Override
  public String name() {
    return part == Part.DELAY ? "drift.detector.delay" : "drift.detector.false-alarms";
  }

  @Override
  public String unit() {
    return part == Part.DELAY ? "values" : "per 1e6";
  }

  @Override
  public String description() {
    return part == Part.DELAY
        ? "Values from a rise of the error rate to the alarm, on average over small, large and slow"
            + " rises, of the quickest of our detectors with at most 10 false alarms in 10^6 values"
            + " at each of three error rates; a missed rise counts as 20000 values."
        : "False alarms of the e-detector in a million values, at the one of three error rates"
            + " (0.05, 0.2, 0.5) at which it has most.";
  }

  @Override
  public String baseline() {
    return part == Part.DELAY
        ? "The quickest of the others on the same streams by the same rule: MOA's where its jar is"
            + " named (-Dmillrace.bench.moa=JAR), else published formulas."
        : "What its run length of 100000 values promises at most.";
  }

  /** The same seeds draw the same streams. */
  @Override
  public double noise() {
    return 0.01;
  }

  @Override
  public Benchmark.Session open(Path folder) {
    return new Session();
  }

  /** All that take part: where MOA is, its detectors stand in for the formulas. */
  static List<Contestant> contestants() {
    List<Contestant> all = new ArrayList<>(OurDetectors.all());
    List<Contestant> others = MoaDetectors.all();
    all.addAll(others.isEmpty() ? FormulaDetectors.all() : others);
    all.add(FormulaDetectors.everyThousand());
    return all;
  }

  private final class Session implements Benchmark.Session {

    private long runs;

    @Override
    public Run measure() {
      List<Result> results = new Race(SEED + runs, stationary, shifts).of(contestants());
      runs++;
      String title = OurDetectors.eDetector(OurDetectors.USUAL_RUN_LENGTH).title();
      double mostFalseAlarms =
          results.stream()
              .filter(result -> result.contestant().title().equals(title))
              .mapToDouble(Result::mostFalseAlarms)
              .findFirst()
              .orElseThrow();
      Reading subject =
          new Reading(
              part == Part.DELAY ? quickest(results, true) : mostFalseAlarms,
              Map.of("seed", (double) (SEED + runs - 1)));
      return new Run(
          new Reading(part == Part.DELAY ? quickest(results, false) : PROMISED, context(results)),
          subject);
    }

    private double quickest(List<Result> results, boolean ours) {
      return results.stream()
          .filter(result -> (result.contestant().origin() == Origin.OURS) == ours)
          .filter(result -> result.mostFalseAlarms() <= PROMISED)
          .min(Comparator.comparingDouble(Result::delay))
          .map(Result::delay)
          .orElse((double) ErrorStream.HORIZON);
    }

    private Map<String, Double> context(List<Result> results) {
      Map<String, Double> context = new LinkedHashMap<>();
      for (Result result : results) {
        String title = result.contestant().title();
        context.put(title + ": delay", result.delay());
        context.put(title + ": false alarms per 1e6", result.mostFalseAlarms());
        context.put(title + ": ns/value", result.nanos());
      }
      return context;
    }

    @Override
    public void close() {}
  }
}
