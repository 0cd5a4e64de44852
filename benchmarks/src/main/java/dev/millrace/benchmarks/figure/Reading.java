package dev.millrace.benchmarks.figure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one run of one program gave.
 *
 * @param value in the benchmark's unit, not negative
 * @param context what else was seen, by a name that holds the unit
 */
public record Reading(double value, Map<String, Double> context) {

  public Reading {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "a reading is " + value + ", expected a number that is not negative");
    }
    context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
  }

  /** The same with something more to its context. */
  public Reading and(String name, double number) {
    Map<String, Double> more = new LinkedHashMap<>(context);
    more.put(name, number);
    return new Reading(value, more);
  }

  /** Something of the context as the reading, with the same context. */
  Reading by(String name) {
    Double found = context.get(name);
    if (found == null) {
      throw new IllegalArgumentException("the context has no " + name + ": " + context.keySet());
    }
    return new Reading(found, context);
  }
}
