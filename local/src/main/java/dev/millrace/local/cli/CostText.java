package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.domain.CostDimension;
import dev.millrace.local.domain.CostReport;
import dev.millrace.platform.pricing.Dollars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Shows a report of costs to machines, to spreadsheets and to people. Money is exact: JSON has it
 * as text.
 */
final class CostText {

  private static final List<String> FIGURES =
      List.of(
          "requests",
          "calls",
          "inputTokens",
          "outputTokens",
          "cost",
          "useful",
          "wasted",
          "offline",
          "estimated",
          "unpricedCalls");

  /** What people are shown of them. */
  private static final List<String> SHOWN =
      List.of(
          "requests", "calls", "tokens", "cost (USD)", "wasted (USD)", "offline (USD)", "unpriced");

  private static final String CURRENCY = "USD";

  private CostText() {}

  static ArrayNode json(List<CostDimension> by, Map<String, String> of, List<CostReport.Row> rows) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (CostReport.Row row : rows) {
      ObjectNode one = all.addObject();
      of.forEach(one::put);
      for (int i = 0; i < by.size(); i++) {
        one.put(name(by.get(i)), row.values().get(i));
      }
      one.put("requests", row.requests())
          .put("calls", row.calls())
          .put("inputTokens", row.inputTokens())
          .put("outputTokens", row.outputTokens())
          .put("cost", row.cost().toPlainString())
          .put("useful", row.useful().toPlainString())
          .put("wasted", row.wasted().toPlainString())
          .put("offline", row.offline().toPlainString())
          .put("estimated", row.estimated().toPlainString())
          .put("unpricedCalls", row.unpriced())
          .put("currency", CURRENCY);
    }
    return all;
  }

  /** RFC 4180, with a header. */
  static String csv(List<CostDimension> by, Map<String, String> of, List<CostReport.Row> rows) {
    StringBuilder text = new StringBuilder();
    List<String> header = new ArrayList<>(of.keySet());
    header.addAll(by.stream().map(CostText::name).toList());
    header.addAll(FIGURES);
    header.add("currency");
    try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
      printer.printRecord(header);
      for (CostReport.Row row : rows) {
        List<Object> cells = new ArrayList<>(of.values());
        cells.addAll(row.values().stream().map(CostText::harmless).toList());
        cells.add(row.requests());
        cells.add(row.calls());
        cells.add(row.inputTokens());
        cells.add(row.outputTokens());
        cells.add(row.cost().toPlainString());
        cells.add(row.useful().toPlainString());
        cells.add(row.wasted().toPlainString());
        cells.add(row.offline().toPlainString());
        cells.add(row.estimated().toPlainString());
        cells.add(row.unpriced());
        cells.add(CURRENCY);
        printer.printRecord(cells);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().stripTrailing();
  }

  /** One line a row, the sum below them; columns are as wide as what is in them. */
  static String table(List<CostDimension> by, CostReport report) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(cells(by.stream().map(CostText::name).toList(), SHOWN));
    report.rows(by).forEach(row -> lines.add(cells(row.values(), figures(row))));
    List<String> total = new ArrayList<>(Collections.nCopies(by.size(), ""));
    total.set(0, "total");
    lines.add(cells(total, figures(report.total())));
    return Columns.of(by.size(), lines);
  }

  private static List<String> cells(List<String> names, List<String> figures) {
    List<String> cells = new ArrayList<>(names);
    cells.addAll(figures);
    return cells;
  }

  private static List<String> figures(CostReport.Row row) {
    return List.of(
        String.valueOf(row.requests()),
        String.valueOf(row.calls()),
        String.valueOf(row.inputTokens() + row.outputTokens()),
        Dollars.exact(row.cost()),
        Dollars.exact(row.wasted()),
        Dollars.exact(row.offline()),
        String.valueOf(row.unpriced()));
  }

  /** A spreadsheet would reckon with a name that begins as a formula does. */
  private static String harmless(String value) {
    return !value.isEmpty() && "=+-@".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
  }

  static String name(CostDimension dimension) {
    return dimension.name().toLowerCase(Locale.ROOT);
  }
}
