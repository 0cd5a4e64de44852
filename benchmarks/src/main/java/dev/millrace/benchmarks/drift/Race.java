package dev.millrace.benchmarks.drift;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The same streams for every detector.
 *
 * @param seed of the streams
 * @param stationary values of each rate at which nothing changes
 * @param shifts streams of each shift
 */
record Race(long seed, int stationary, int shifts) {

  private static final double MILLION = 1e6;

  /**
   * How one did.
   *
   * @param falseAlarms in a million values, by rate
   * @param delays mean number of values from a change to the alarm, by shift, of those that were
   *     found
   * @param missed share of the changes without an alarm within the horizon, by shift
   * @param delay the mean over all changes, in which a missed one counts as the horizon
   * @param nanos of one value
   */
  record Result(
      Contestant contestant,
      Map<Double, Double> falseAlarms,
      Map<String, Double> delays,
      Map<String, Double> missed,
      double delay,
      double nanos) {

    /** False alarms in a million values at the rate with the most. */
    double mostFalseAlarms() {
      return falseAlarms.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** Whether another is no slower, has no more false alarms, and is better in one of them. */
    boolean isBeatenBy(Result other) {
      return other.delay <= delay
          && other.mostFalseAlarms() <= mostFalseAlarms()
          && (other.delay < delay || other.mostFalseAlarms() < mostFalseAlarms());
    }
  }

  /** Lets them run one after the other, in their order. */
  List<Result> of(List<Contestant> contestants) {
    Random random = new Random(seed);
    Map<Double, ErrorStream> calm = new LinkedHashMap<>();
    for (double rate : ErrorStream.RATES) {
      calm.put(rate, ErrorStream.stationary(rate, stationary, random));
    }
    List<ErrorStream> shifted = ErrorStream.shifted(shifts, random);
    // So that nobody pays for the compiler alone.
    for (Contestant one : contestants) {
      int unused = alarms(one.fresh().get(), calm.values().iterator().next().errors());
    }
    return contestants.stream().map(one -> result(one, calm, shifted)).toList();
  }

  private static Result result(
      Contestant contestant, Map<Double, ErrorStream> calm, List<ErrorStream> shifted) {
    Map<Double, Double> falseAlarms = new LinkedHashMap<>();
    long values = 0;
    long start = System.nanoTime();
    for (Map.Entry<Double, ErrorStream> stream : calm.entrySet()) {
      byte[] errors = stream.getValue().errors();
      falseAlarms.put(
          stream.getKey(), alarms(contestant.fresh().get(), errors) * MILLION / errors.length);
      values += errors.length;
    }
    double nanos = (System.nanoTime() - start) / (double) values;
    Map<String, List<Integer>> found = new LinkedHashMap<>();
    Map<String, Integer> all = new LinkedHashMap<>();
    double sum = 0;
    for (ErrorStream stream : shifted) {
      int delay = delay(contestant.fresh().get(), stream);
      all.merge(stream.name(), 1, Integer::sum);
      List<Integer> delays = found.computeIfAbsent(stream.name(), key -> new ArrayList<>());
      if (delay > 0) {
        delays.add(delay);
      }
      sum += delay > 0 ? delay : ErrorStream.HORIZON;
    }
    Map<String, Double> delays = new LinkedHashMap<>();
    Map<String, Double> missed = new LinkedHashMap<>();
    found.forEach(
        (name, some) -> {
          delays.put(name, some.stream().mapToInt(Integer::intValue).average().orElse(Double.NaN));
          missed.put(name, 1 - some.size() / (double) all.getOrDefault(name, 1));
        });
    return new Result(contestant, falseAlarms, delays, missed, sum / shifted.size(), nanos);
  }

  private static int alarms(Detector detector, byte[] errors) {
    int alarms = 0;
    for (byte error : errors) {
      alarms += detector.alarms(error) ? 1 : 0;
    }
    return alarms;
  }

  /** Values from the change to the first alarm behind it; 0 where there is none. */
  private static int delay(Detector detector, ErrorStream stream) {
    byte[] errors = stream.errors();
    for (int i = 0; i < errors.length; i++) {
      if (detector.alarms(errors[i]) && i >= stream.change()) {
        return i - stream.change() + 1;
      }
    }
    return 0;
  }
}
