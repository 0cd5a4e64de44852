package dev.millrace.schemas.metrics;

import java.util.List;

/**
 * One entry of the catalogue. The entries lie by what they tell of; {@link Metric} has all of them.
 *
 * @param name without what all names begin with
 * @param meaning one sentence
 * @param dimensions what it is split by, at most
 */
record Measure(
    String name,
    Unit unit,
    Kind kind,
    Emitter emitter,
    String meaning,
    List<Dimension> dimensions) {

  Measure {
    dimensions = List.copyOf(dimensions);
  }

  /** What is added up. */
  static Measure counter(
      String name, Unit unit, Emitter emitter, String meaning, Dimension... dimensions) {
    return new Measure(name, unit, Kind.COUNTER, emitter, meaning, List.of(dimensions));
  }

  /** What stands as it is. */
  static Measure gauge(
      String name, Unit unit, Emitter emitter, String meaning, Dimension... dimensions) {
    return new Measure(name, unit, Kind.GAUGE, emitter, meaning, List.of(dimensions));
  }
}
