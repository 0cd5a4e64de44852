package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.policy.Finding;
import dev.millrace.record.QualityMetric;
import java.util.List;

/**
 * What is said of one window.
 *
 * @param metrics to be written
 * @param findings for the policy; none of versions of which nothing can be said
 */
record WindowReport(List<QualityMetric> metrics, List<Finding> findings) {

  WindowReport {
    metrics = List.copyOf(metrics);
    findings = List.copyOf(findings);
  }
}
