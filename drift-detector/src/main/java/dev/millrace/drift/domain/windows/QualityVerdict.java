package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.quality.QualityTest;
import dev.millrace.record.Verdict;

/**
 * What is said of the judged answers of a group.
 *
 * @param adjustedPValue corrected for the groups tested together
 * @param isBad whether they are worse than they should be
 */
record QualityVerdict(QualityTest test, double adjustedPValue, boolean isBad) {

  Verdict verdict() {
    return isBad ? Verdict.DRIFTED : Verdict.STABLE;
  }
}
