package dev.millrace.local.domain;

import java.time.Instant;
import java.util.Map;

/**
 * How far the topics that were read reach back, and how far the jobs had come.
 *
 * @param at when the reading began
 * @param firstEvents offset where each partition of raw-events begins; a missing one begins at 0
 * @param firstRequests the same of inference-requests
 * @param ingested first offset of each partition of raw-events that ingestion had not taken yet,
 *     known before anything else was read; a missing one was not begun
 */
public record Reach(
    Instant at,
    Map<Integer, Long> firstEvents,
    Map<Integer, Long> firstRequests,
    Map<Integer, Long> ingested) {

  /** Topics from their very beginning, and no job that has done anything. */
  static final Reach BEGINNING = new Reach(Instant.MIN, Map.of(), Map.of(), Map.of());

  public Reach {
    firstEvents = Map.copyOf(firstEvents);
    firstRequests = Map.copyOf(firstRequests);
    ingested = Map.copyOf(ingested);
  }

  /** Retention has not taken any event yet. */
  boolean holdsAllEvents() {
    return firstEvents.values().stream().allMatch(offset -> offset == 0);
  }

  /** Retention has not taken this event. */
  boolean holds(EventPosition event) {
    return event.offset() >= firstEvents.getOrDefault(event.partition(), 0L);
  }

  /** Ingestion is done with this event. */
  boolean isIngested(EventPosition event) {
    return event.offset() < ingested.getOrDefault(event.partition(), 0L);
  }
}
