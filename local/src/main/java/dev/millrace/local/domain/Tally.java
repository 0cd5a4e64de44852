package dev.millrace.local.domain;

import dev.millrace.record.Outcome;
import java.util.EnumMap;
import java.util.Map;

/** Counts of one account. */
final class Tally {
  private final String tenant;
  private final String pipeline;
  long accepted;
  long repeats;
  long deadLetters;
  long inFlight;
  final Map<Outcome, Long> predictions = new EnumMap<>(Outcome.class);

  Tally(String tenant, String pipeline) {
    this.tenant = tenant;
    this.pipeline = pipeline;
    for (Outcome outcome : Outcome.values()) {
      predictions.put(outcome, 0L);
    }
  }

  void add(Tally other) {
    accepted += other.accepted;
    repeats += other.repeats;
    deadLetters += other.deadLetters;
    inFlight += other.inFlight;
    other.predictions.forEach((outcome, count) -> predictions.merge(outcome, count, Long::sum));
  }

  Balance.Account account() {
    return new Balance.Account(
        tenant, pipeline, accepted, repeats, predictions, deadLetters, inFlight);
  }
}
