package dev.millrace.benchmarks.drift;

import dev.millrace.benchmarks.figure.Benchmark;
import java.util.ArrayList;
import java.util.List;

/** The benchmarks of drift-detector. */
public final class DriftBenchmarks {

  private static final int STATIONARY = 500_000;
  private static final int SHIFTS = 30;
  private static final int RECORDS = 20_000;

  /** Fewer, set as this system property, are for whoever profiles. */
  private static final int EVENTS = Integer.getInteger("millrace.bench.watched", 300_000);

  private DriftBenchmarks() {}

  /** In their full size. */
  public static List<Benchmark> full() {
    List<Benchmark> all = new ArrayList<>(of(STATIONARY, SHIFTS, RECORDS));
    all.add(new EventCpu(EVENTS));
    return List.copyOf(all);
  }

  /**
   * Those that need no broker, in another size.
   *
   * @param stationary values of each rate at which nothing changes
   * @param shifts streams of each shift
   * @param records of a window
   */
  static List<Benchmark> of(int stationary, int shifts, int records) {
    return List.of(
        new FeatureWindows(FeatureWindows.Part.VALUE, records),
        new FeatureWindows(FeatureWindows.Part.STATE, records),
        new DetectorBench(DetectorBench.Part.DELAY, stationary, shifts),
        new DetectorBench(DetectorBench.Part.FALSE_ALARMS, stationary, shifts));
  }
}
