package dev.millrace.local.domain;

import dev.millrace.record.Attempt;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Calls that serve nobody and are no shadows: those of replays and of evaluations. The meter does
 * not know whose they are; the ledger has the endpoint's id of each.
 */
final class OfflineBooks {

  private final List<Prediction> booked = new ArrayList<>();
  private final Set<String> calls = new HashSet<>();
  private final Map<String, MeteredCall> metered = new HashMap<>();

  /**
   * Takes a record of the ledger, if it is of an offline call. A second one of the same call, which
   * says what it took at most, counts for nothing.
   */
  boolean take(Prediction record) {
    if (record.getRoute() != Route.OFFLINE) {
      return false;
    }
    if (calls.add(record.getEventId())) {
      booked.add(record);
    }
    return true;
  }

  /** Takes a call of the meter that is no request's. */
  void add(MeteredCall call) {
    metered.put(call.id(), call);
  }

  /**
   * Settles them.
   *
   * @return how many calls of the meter are none of them
   */
  long settle(Settlement settlement) {
    for (Prediction record : booked) {
      List<MeteredCall> calls = new ArrayList<>();
      for (Attempt attempt : record.getAttempts()) {
        Optional.ofNullable(attempt.getEndpointRequestId())
            .flatMap(id -> Optional.ofNullable(metered.remove(id)))
            .ifPresent(calls::add);
      }
      settlement.settle(
          "the offline call of request " + record.getRequestId(), record.getAttempts(), calls);
    }
    return metered.size();
  }
}
