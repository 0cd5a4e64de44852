package dev.millrace.drift.domain.policy;

import dev.millrace.record.Evidence;
import dev.millrace.record.RetrainingReason;
import java.util.List;

/**
 * What one window says about one version: well, or not. A window that says nothing is no finding.
 *
 * @param startMillis of the window, in event time
 * @param endMillis of the window, in event time
 * @param evidence the strongest first; empty where all is well
 */
public record Finding(
    Sign sign, int version, long startMillis, long endMillis, List<Evidence> evidence) {

  /** By what something shows. */
  public enum Sign {
    /** Traffic and answers of a window are not what they were. */
    DRIFTED(RetrainingReason.DRIFT),
    /** Answers of a window are worse than they should be. */
    WORSE(RetrainingReason.QUALITY),
    /** Answers of many windows are; an alarm is made of as many as it takes, and needs no more. */
    DECLINING(RetrainingReason.QUALITY),
    /** Others give answers as good for less. */
    DEARER(RetrainingReason.COST);

    private final RetrainingReason reason;

    Sign(RetrainingReason reason) {
      this.reason = reason;
    }

    /** The rule of the spec that it is a reason by. */
    public RetrainingReason reason() {
      return reason;
    }

    /** When it is believed. */
    PolicyRules.Persistence persistence(PolicyRules rules) {
      return this == DECLINING ? PolicyRules.Persistence.NONE : rules.persistence();
    }
  }

  public Finding {
    evidence = List.copyOf(evidence);
  }

  /** Whether something is wrong. */
  public boolean isBad() {
    return !evidence.isEmpty();
  }
}
