package dev.millrace.drift.domain.policy;

import dev.millrace.record.Evidence;
import dev.millrace.record.RetrainingReason;
import java.util.List;

/**
 * What one window says about one version: well, or not. A window that says nothing is no finding.
 *
 * @param reason DRIFT or QUALITY
 * @param startMillis of the window, in event time
 * @param endMillis of the window, in event time
 * @param evidence the strongest first; empty where all is well
 */
public record Finding(
    RetrainingReason reason,
    int version,
    long startMillis,
    long endMillis,
    List<Evidence> evidence) {

  public Finding {
    evidence = List.copyOf(evidence);
  }

  /** Whether something is wrong. */
  public boolean isBad() {
    return !evidence.isEmpty();
  }
}
