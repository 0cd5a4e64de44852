package dev.millrace.benchmarks.figure;

import java.util.Arrays;
import java.util.Map;

/** Figures whose runs have the given ratios. */
final class Given {

  private static final double BASELINE = 10;
  private static final double NOISE = 0.08;

  private Given() {}

  static Figure figure(String name, Better better, double... ratios) {
    return new Figure(
        new Caption(name, "us", "What is given.", "Something given.", better, NOISE),
        "a machine",
        Arrays.stream(ratios)
            .mapToObj(
                ratio ->
                    new Run(
                        new Reading(BASELINE, Map.of()), new Reading(BASELINE * ratio, Map.of())))
            .toList());
  }
}
