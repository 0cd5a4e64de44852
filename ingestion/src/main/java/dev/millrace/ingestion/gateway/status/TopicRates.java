package dev.millrace.ingestion.gateway.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How fast topics grow, from looks at their ends.
 *
 * <p><i>Units</i>: offsets a second, over the last {@link #SPAN}.
 */
final class TopicRates {

  /** Long enough to be calm, short enough to be live. */
  static final Duration SPAN = Duration.ofSeconds(10);

  /** Closer looks say more of the clock than of the topic. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private static final double MILLIS_PER_SECOND = 1000;

  private record Look(Instant at, Map<String, Long> ends) {}

  private final Deque<Look> looks = new ArrayDeque<>();

  /** Takes what a look has found; looks come in the order of time. */
  void add(Instant at, Map<String, Long> ends) {
    while (looks.size() > 1 && looks.getFirst().at().isBefore(at.minus(SPAN))) {
      looks.removeFirst();
    }
    looks.addLast(new Look(at, Map.copyOf(ends)));
  }

  /** Of one topic; nothing where it was not seen twice, or was made anew. */
  OptionalDouble perSecond(String topic) {
    if (looks.size() < 2) {
      return OptionalDouble.empty();
    }
    Look first = looks.getFirst();
    Look last = looks.getLast();
    Long from = first.ends().get(topic);
    Long to = last.ends().get(topic);
    Duration span = Duration.between(first.at(), last.at());
    if (from == null || to == null || to < from || span.compareTo(SHORTEST) < 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of((to - from) * MILLIS_PER_SECOND / span.toMillis());
  }
}
