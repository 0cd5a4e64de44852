package dev.millrace.benchmarks.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Errors of a model whose error rate is known.
 *
 * @param name of the kind of stream
 * @param errors 0 or 1 each
 * @param change index of the first one behind the change; their number where nothing changes
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or changes them
record ErrorStream(String name, byte[] errors, int change) {

  /** What was seen before a change, so that detectors know what is usual. */
  static final int BEFORE = 5_000;

  /** An alarm after so many counts as none. */
  static final int HORIZON = 20_000;

  /** Rates at which nothing changes. */
  static final List<Double> RATES = List.of(0.05, 0.2, 0.5);

  /**
   * A change of the error rate.
   *
   * @param over how many values it takes from the one to the other
   */
  record Shift(double from, double to, int over) {

    /** As tables have it. */
    String title() {
      return from + " to " + to + (over == 0 ? "" : " over " + over);
    }
  }

  /** Small, middle and large ones at once, and a slow one. */
  static final List<Shift> SHIFTS =
      List.of(
          new Shift(0.05, 0.1, 0),
          new Shift(0.2, 0.3, 0),
          new Shift(0.2, 0.5, 0),
          new Shift(0.2, 0.5, 5_000));

  /** One in which nothing changes. */
  static ErrorStream stationary(double rate, int values, Random random) {
    byte[] errors = new byte[values];
    for (int i = 0; i < values; i++) {
      errors[i] = draw(rate, random);
    }
    return new ErrorStream("at " + rate, errors, values);
  }

  /** Some of each shift. */
  static List<ErrorStream> shifted(int each, Random random) {
    List<ErrorStream> all = new ArrayList<>();
    for (Shift shift : SHIFTS) {
      for (int i = 0; i < each; i++) {
        all.add(shifted(shift, random));
      }
    }
    return all;
  }

  private static ErrorStream shifted(Shift shift, Random random) {
    byte[] errors = new byte[BEFORE + HORIZON];
    for (int i = 0; i < errors.length; i++) {
      double share =
          i < BEFORE
              ? 0
              : shift.over() == 0 ? 1 : Math.min(1, (i - BEFORE) / (double) shift.over());
      errors[i] = draw(shift.from() + share * (shift.to() - shift.from()), random);
    }
    return new ErrorStream(shift.title(), errors, BEFORE);
  }

  private static byte draw(double rate, Random random) {
    return (byte) (random.nextDouble() < rate ? 1 : 0);
  }
}
