package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.rollout.StepCounts;
import dev.millrace.record.RetrainingEvent;
import java.util.List;
import java.util.Map;

/**
 * What there is to look at.
 *
 * @param events that nobody has taken yet, oldest first
 * @param counts of the pipelines whose candidate is seen by live traffic, by pipeline
 */
record Round(List<RetrainingEvent> events, Map<String, StepCounts> counts) {

  Round {
    events = List.copyOf(events);
    counts = Map.copyOf(counts);
  }
}
