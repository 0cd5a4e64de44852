package dev.millrace.lifecycle;

import dev.millrace.record.AuditEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Erased tenants that the audit log names, by the run or version that their requests are in: the
 * only place with their names, because others see runs and versions.
 *
 * <p><i>Threads</i>: one at a time.
 */
final class NamedTenants {

  /** What the audit log says of each; the subject is the run, or the key of the version. */
  static final String ACTION = "tenant.in-training";

  private final Map<String, Set<String>> bySubject = new HashMap<>();

  /** A record of the audit log, of whatever; the same may come twice. */
  void take(AuditEvent event) {
    if (event.getAction().equals(ACTION) && event.getTenant() != null) {
      bySubject
          .computeIfAbsent(event.getSubject(), subject -> new HashSet<>())
          .add(event.getTenant());
    }
  }

  Set<String> of(String subject) {
    return Set.copyOf(bySubject.getOrDefault(subject, Set.of()));
  }
}
