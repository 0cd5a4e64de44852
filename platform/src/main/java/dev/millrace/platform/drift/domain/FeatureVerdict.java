package dev.millrace.platform.drift.domain;

import dev.millrace.record.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What is said of one feature of a window, and on what evidence.
 *
 * @param findings in the order of the comparison's
 */
public record FeatureVerdict(Comparison comparison, List<JudgedFinding> findings) {

  public FeatureVerdict {
    Objects.requireNonNull(comparison, "comparison");
    findings = List.copyOf(findings);
  }

  /** DRIFTED by any alarm; else, where there is too little to compare, never that it is stable. */
  public Verdict verdict() {
    if (findings.stream().anyMatch(JudgedFinding::isAlarm)) {
      return Verdict.DRIFTED;
    }
    return comparison.enough() ? Verdict.STABLE : Verdict.NOT_ENOUGH_DATA;
  }

  /** The smallest of its findings; nothing where nothing was tested. */
  public OptionalDouble adjustedPValue() {
    return findings.stream().mapToDouble(JudgedFinding::adjustedPValue).min();
  }

  /** The aspects that give alarm. */
  public List<Aspect> alarms() {
    return findings.stream()
        .filter(JudgedFinding::isAlarm)
        .map(judged -> judged.finding().aspect())
        .toList();
  }
}
