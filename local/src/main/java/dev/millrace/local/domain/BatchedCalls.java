package dev.millrace.local.domain;

import dev.millrace.record.Attempt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records of batch jobs that the endpoint answered. Not all of them can say which request they are
 * for: the body of an embedding has no room for it. The attempts that they answer can.
 */
final class BatchedCalls {

  private final Map<String, MeteredCall> byId = new HashMap<>();

  void add(MeteredCall call) {
    byId.put(call.id(), call);
  }

  /** Takes out those that attempts of a request name. */
  List<MeteredCall> take(List<Attempt> attempts) {
    List<MeteredCall> named = new ArrayList<>();
    for (Attempt attempt : attempts) {
      MeteredCall call =
          attempt.getEndpointRequestId() == null
              ? null
              : byId.remove(attempt.getEndpointRequestId());
      if (call != null) {
        named.add(call);
      }
    }
    return named;
  }

  /** Those that no attempt names. */
  List<MeteredCall> rest() {
    return List.copyOf(byId.values());
  }
}
