package dev.millrace.benchmarks.loop;

import dev.millrace.local.domain.Milestone;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * When the things of one round of the loop happened.
 *
 * @param begin from which they are measured
 * @param milestones of the round
 * @param end of the round
 */
record Moments(Instant begin, List<Milestone> milestones, Instant end) {

  private static final double MILLIS = 1000;

  Moments {
    milestones = List.copyOf(milestones);
  }

  /** Those of a story that happened from then on. */
  static Moments since(Instant begin, List<Milestone> all, Instant end) {
    return new Moments(begin, all.stream().filter(one -> !one.at().isBefore(begin)).toList(), end);
  }

  /** From the beginning to the first milestone of a name. */
  double secondsTo(String name) {
    return milestones.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .map(one -> seconds(begin, one.at()))
        .orElseThrow(() -> new IllegalStateException("there was no " + name + ": " + milestones));
  }

  /** How long each part took, by a name with its unit, from its begin to the next part's. */
  Map<String, Double> parts() {
    Map<String, Double> parts = new LinkedHashMap<>();
    for (int i = 0; i < milestones.size(); i++) {
      Instant next = i + 1 < milestones.size() ? milestones.get(i + 1).at() : end;
      parts.merge(
          milestones.get(i).name() + ".seconds",
          seconds(milestones.get(i).at(), next),
          Double::sum);
    }
    return parts;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / MILLIS;
  }
}
