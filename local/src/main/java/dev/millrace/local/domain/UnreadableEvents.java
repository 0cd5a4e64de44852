package dev.millrace.local.domain;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Records of raw-events that are no events: nobody knows whose they are. */
final class UnreadableEvents {

  private final Map<EventPosition, Optional<EventPosition>> replayOf = new LinkedHashMap<>();

  void add(EventPosition at, Optional<EventPosition> original) {
    // A replay lies behind its original; anything else was made up.
    replayOf.put(
        at, original.filter(of -> of.partition() == at.partition() && of.offset() < at.offset()));
  }

  Set<EventPosition> positions() {
    return replayOf.keySet();
  }

  /** Books them; takes their letters away. */
  void settle(
      Tally account, Map<EventPosition, Integer> setAside, Reach reach, Violations violations) {
    Set<EventPosition> known = new HashSet<>();
    replayOf.forEach(
        (at, original) -> {
          boolean hasLetter = setAside.remove(at) != null;
          if (!hasLetter && reach.isIngested(at)) {
            violations.add(
                Reconciliation.at(at) + " was taken by ingestion and has no dead letter");
          }
          if (original.filter(known::contains).isPresent()) {
            // The same record once more: its end is that of the first.
            account.repeats++;
          } else {
            account.accepted++;
            account.deadLetters += hasLetter ? 1 : 0;
            account.inFlight += hasLetter ? 0 : 1;
          }
          known.add(at);
        });
  }
}
