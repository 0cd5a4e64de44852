package dev.millrace.local.domain;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What inference-requests says. */
final class Requests {

  private final Map<String, Instant> deadlines = new HashMap<>();
  private final Map<Integer, Instant> begins = new HashMap<>();

  /**
   * Takes a request.
   *
   * @param receivedAt that of its event
   */
  void add(int partition, String requestId, Instant receivedAt, Instant deadline) {
    deadlines.putIfAbsent(requestId, deadline);
    begins.putIfAbsent(partition, receivedAt);
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
