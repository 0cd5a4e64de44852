package dev.millrace.local.cli;

import dev.millrace.local.domain.CostDimension;
import dev.millrace.local.domain.CostReport;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say how a report of costs is shown. */
final class CostForm {

  @Option(names = "--json", description = "One JSON array; money as text, to keep it exact.")
  private boolean json;

  @Option(names = "--csv", description = "CSV with a header (RFC 4180).")
  private boolean csv;

  void show(List<CostDimension> by, CostReport report, Output output) {
    if (json) {
      output.answer(CostText.json(by, report.rows(by)));
    } else if (csv) {
      output.answer(CostText.csv(by, report.rows(by)));
    } else {
      output.answer(CostText.table(by, report));
    }
  }
}
