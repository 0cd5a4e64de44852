package dev.millrace.local.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of a story: from one milestone to the next.
 *
 * @param milestone with which it begins
 * @param length until the next one, or until the end
 * @param accuracy of the events that came in meanwhile; empty where no truth is known of any
 */
public record Phase(Milestone milestone, Duration length, Optional<Accuracy> accuracy) {

  /**
   * All parts of a story, in order.
   *
   * @param milestones in order
   * @param end of the last part
   */
  public static List<Phase> of(List<Milestone> milestones, Instant end, Score score) {
    List<Phase> phases = new ArrayList<>();
    for (int i = 0; i < milestones.size(); i++) {
      Milestone milestone = milestones.get(i);
      Instant next = i + 1 < milestones.size() ? milestones.get(i + 1).at() : end;
      phases.add(
          new Phase(
              milestone,
              Duration.between(milestone.at(), next),
              score.accuracy(milestone.at(), next)));
    }
    return phases;
  }
}
