package dev.millrace.local.cli;

import dev.millrace.local.domain.CostDimension;
import dev.millrace.local.domain.CostReport;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options that say how a report of costs is shown. */
final class CostForm {

  @Option(names = "--json", description = "One JSON array; money as text, to keep it exact.")
  private boolean json;

  @Option(names = "--csv", description = "CSV with a header (RFC 4180).")
  private boolean csv;

  void show(List<CostDimension> by, CostReport report, Output output) {
    show(by, Map.of(), report, output);
  }

  /**
   * The same of something in particular.
   *
   * @param of what all rows are of, which machines are told with each of them
   */
  void show(List<CostDimension> by, Map<String, String> of, CostReport report, Output output) {
    if (json) {
      output.answer(CostText.json(by, of, report.rows(by)));
    } else if (csv) {
      output.answer(CostText.csv(by, of, report.rows(by)));
    } else {
      if (!of.isEmpty()) {
        output.answer(
            of.entrySet().stream()
                .map(one -> one.getKey() + ": " + one.getValue())
                .collect(Collectors.joining(", ")));
      }
      output.answer(CostText.table(by, report));
    }
  }
}
