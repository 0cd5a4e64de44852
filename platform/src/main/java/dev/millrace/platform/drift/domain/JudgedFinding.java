package dev.millrace.platform.drift.domain;

import java.util.Objects;

/**
 * A finding among all that were tested with it.
 *
 * @param adjustedPValue corrected for their number
 * @param significant whether that is small enough
 */
public record JudgedFinding(Finding finding, double adjustedPValue, boolean significant) {

  public JudgedFinding {
    Objects.requireNonNull(finding, "finding");
  }

  /** Whether it is a change that is sure and that matters. */
  public boolean isAlarm() {
    return significant && finding.isLarge();
  }
}
