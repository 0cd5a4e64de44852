package dev.millrace.local.domain;

import dev.millrace.record.InferenceRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What inference-requests says. */
final class Requests {

  private final Map<String, Instant> deadlines = new HashMap<>();
  private final Map<String, EventPosition> origins = new HashMap<>();
  private final Map<Integer, Instant> begins = new HashMap<>();

  /**
   * Takes a request.
   *
   * @param partition where it lies
   */
  void add(int partition, InferenceRequest request) {
    deadlines.putIfAbsent(request.getRequestId(), request.getDeadline());
    begins.putIfAbsent(partition, request.getReceivedAt());
    if (request.getOrigin() != null) {
      origins.putIfAbsent(request.getRequestId(), EventPosition.of(request.getOrigin()));
    }
  }

  /** The event that the request was made of. */
  Optional<EventPosition> origin(String requestId) {
    return Optional.ofNullable(origins.get(requestId));
  }

  boolean contains(String requestId) {
    return deadlines.containsKey(requestId);
  }

  Map<String, Instant> deadlines() {
    return deadlines;
  }

  /** Retention has not taken the request of any event that was received after this. */
  Instant reachBackTo(Reach reach) {
    return reach.firstRequests().entrySet().stream()
        .filter(first -> first.getValue() > 0)
        .map(first -> begins.getOrDefault(first.getKey(), Instant.MAX))
        .max(Instant::compareTo)
        .orElse(Instant.MIN);
  }
}
