package dev.millrace.local.domain;

import dev.millrace.record.Attempt;
import dev.millrace.record.Prediction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What candidates were asked in the shadow of requests: what is in shadow-predictions, and what the
 * meter says. Told apart from the calls of the requests themselves, so that none of those can hide
 * behind a shadow.
 */
final class ShadowBooks {

  /** Within that, a call that was answered may still get its record. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final Map<String, List<Attempt>> booked = new HashMap<>();
  private final Map<String, List<MeteredCall>> metered = new HashMap<>();
  private final Set<String> shown = new HashSet<>();
  private long repeats;

  /** Takes a record. */
  void add(Prediction outcome) {
    String requestId = outcome.getRequestId();
    if (booked.containsKey(requestId)) {
      repeats++;
    }
    booked.computeIfAbsent(requestId, id -> new ArrayList<>(1)).addAll(outcome.getAttempts());
    shown.add(requestId);
  }

  /** Takes a call of the meter. */
  void add(String requestId, MeteredCall call) {
    metered.computeIfAbsent(requestId, id -> new ArrayList<>(1)).add(call);
    shown.add(requestId);
  }

  /** Requests that a candidate was shown. */
  Set<String> requestIds() {
    return shown;
  }

  /**
   * Settles them. A call without a record is lost when none can come any more; where its request is
   * past retention, the record may be so as well.
   *
   * @param known requests that retention has not taken
   * @param at when the reading began
   */
  void settle(Settlement settlement, Set<String> known, Instant at) {
    booked.forEach(
        (requestId, attempts) ->
            settlement.settle(
                whose(requestId),
                attempts,
                Optional.ofNullable(metered.remove(requestId)).orElse(List.of())));
    metered.forEach(
        (requestId, calls) ->
            calls.forEach(
                call -> {
                  if (known.contains(requestId) && call.at().plus(GRACE).isBefore(at)) {
                    settlement.settle(whose(requestId), List.of(), List.of(call));
                  } else {
                    settlement.open(List.of(call));
                  }
                }));
  }

  /** A shadow is begun again only with its request, whose record died with a process. */
  void limitRepeats(long lostLimit, Violations violations) {
    if (repeats > lostLimit) {
      violations.add(
          repeats
              + " requests were shown to a candidate again, but the unclean stops so far explain at"
              + " most "
              + lostLimit);
    }
  }

  private static String whose(String requestId) {
    return "the shadow of request " + requestId;
  }
}
