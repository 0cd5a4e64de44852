package dev.millrace.local.comparison;

import dev.millrace.platform.drift.domain.Comparison;
import dev.millrace.platform.drift.domain.FeatureVerdict;
import dev.millrace.platform.drift.domain.NumberText;
import dev.millrace.record.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * Judged columns as one page that needs nothing else: no script, no font, no address. Light or dark
 * as the reader's system is; every picture has its numbers in a table.
 */
public final class ReportPage {

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ground:#fff;--ink:#1b1f24;--faint:#5b6570;--line:#d5dae0;
      --ours:#2b6cb0;--theirs:#c2570c;--bad:#a61b1b;--good:#1a6b3c}
      @media (prefers-color-scheme:dark){:root{--ground:#14171a;--ink:#e6e9ec;--faint:#a3adb8;
      --line:#3a424b;--ours:#7db4ee;--theirs:#f2a35e;--bad:#ff9c9c;--good:#7fd6a2}}
      body{background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif;
      max-width:60rem;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.5rem}h2{font-size:1.15rem;margin:0}
      section{border-top:1px solid var(--line);padding:1rem 0}
      table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.875rem}
      th,td{text-align:left;padding:.15rem .9rem .15rem 0;border-bottom:1px solid var(--line)}
      td.n,th.n{text-align:right}
      .faint{color:var(--faint)}.DRIFTED{color:var(--bad)}.STABLE{color:var(--good)}
      .wide{overflow-x:auto}
      svg{width:100%;height:auto;display:block;margin:.5rem 0}svg text{fill:var(--faint);font-size:11px}
      .ours{fill:var(--ours)}.theirs{fill:var(--theirs)}.axis{stroke:var(--line)}
      .key span::before{content:"";display:inline-block;width:.7em;height:.7em;margin-right:.35em}
      .key span{margin-right:1.2em}.key .o::before{background:var(--ours)}
      .key .t::before{background:var(--theirs)}
      """;

  private final StringBuilder page = new StringBuilder();

  private ReportPage() {}

  /**
   * The page.
   *
   * @param reference name of the reference
   * @param current name of what is compared with it
   * @param terms how it was judged, in one sentence
   */
  public static String of(
      String reference,
      String current,
      String terms,
      List<ColumnComparison> columns,
      List<FeatureVerdict> verdicts) {
    ReportPage report = new ReportPage();
    report.head(reference, current, terms);
    report.overview(columns, verdicts);
    for (int i = 0; i < columns.size(); i++) {
      report.section(i, columns.get(i), verdicts.get(i));
    }
    report.page.append("</main>\n</body>\n</html>\n");
    return report.page.toString();
  }

  private void head(String reference, String current, String terms) {
    page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>")
        .append(Html.text("Drift: " + current + " against " + reference))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append(
            "</style>\n</head>\n<body>\n<main>\n<h1>Drift</h1>\n<p class=\"key\"><span class=\"o\">")
        .append(Html.text("reference: " + reference))
        .append("</span> <span class=\"t\">")
        .append(Html.text("current: " + current))
        .append("</span></p>\n<p class=\"faint\">")
        .append(Html.text(terms))
        .append("</p>\n");
  }

  private void overview(List<ColumnComparison> columns, List<FeatureVerdict> verdicts) {
    page.append("<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">column</th>")
        .append("<th scope=\"col\">type</th><th scope=\"col\">verdict</th>")
        .append(
            "<th scope=\"col\" class=\"n\">corrected p</th><th scope=\"col\" class=\"n\">values</th>")
        .append("</tr></thead>\n<tbody>\n");
    for (int i = 0; i < columns.size(); i++) {
      Comparison comparison = columns.get(i).comparison();
      page.append("<tr><th scope=\"row\"><a href=\"#c")
          .append(i)
          .append("\">")
          .append(Html.text(columns.get(i).column()))
          .append("</a></th><td>")
          .append(comparison.type().name().toLowerCase(Locale.ROOT))
          .append("</td><td>")
          .append(verdict(verdicts.get(i).verdict()))
          .append("</td><td class=\"n\">")
          .append(Html.text(ComparisonTable.probability(verdicts.get(i))))
          .append("</td><td class=\"n\">")
          .append(comparison.referenceCount())
          .append(" → ")
          .append(comparison.currentCount())
          .append("</td></tr>\n");
    }
    page.append("</tbody>\n</table></div>\n");
  }

  private void section(int index, ColumnComparison column, FeatureVerdict verdict) {
    page.append("<section id=\"c")
        .append(index)
        .append("\">\n<h2>")
        .append(Html.text(column.column()))
        .append("</h2>\n<p>")
        .append(verdict(verdict.verdict()));
    if (verdict.verdict() == Verdict.DRIFTED) {
      page.append(": ").append(Html.text(ComparisonTable.reason(verdict)));
    }
    page.append("</p>\n");
    if (!column.distribution().isEmpty()) {
      page.append(BarChart.of(column.column(), column.distribution()));
      cells(column);
    }
    statistics(column.comparison());
    page.append("</section>\n");
  }

  private void cells(ColumnComparison column) {
    page.append("<details><summary>Shares</summary><div class=\"wide\"><table>\n<thead><tr>")
        .append("<th scope=\"col\">values</th><th scope=\"col\" class=\"n\">reference</th>")
        .append("<th scope=\"col\" class=\"n\">current</th></tr></thead>\n<tbody>\n");
    column
        .distribution()
        .forEach(
            cell ->
                page.append("<tr><th scope=\"row\">")
                    .append(Html.text(cell.cell()))
                    .append("</th><td class=\"n\">")
                    .append(ComparisonTable.percent(cell.referenceShare()))
                    .append("</td><td class=\"n\">")
                    .append(ComparisonTable.percent(cell.currentShare()))
                    .append("</td></tr>\n"));
    page.append("</tbody>\n</table></div></details>\n");
  }

  private void statistics(Comparison comparison) {
    if (comparison.statistics().isEmpty()) {
      page.append("<p class=\"faint\">There is nothing to compare.</p>\n");
      return;
    }
    page.append("<details><summary>Statistics</summary><div class=\"wide\"><table>\n<thead><tr>")
        .append("<th scope=\"col\">statistic</th><th scope=\"col\" class=\"n\">value</th>")
        .append("<th scope=\"col\" class=\"n\">p</th></tr></thead>\n<tbody>\n");
    comparison
        .statistics()
        .forEach(
            (statistic, value) -> {
              Double probability = comparison.pValues().get(statistic);
              page.append("<tr><th scope=\"row\">")
                  .append(statistic.word())
                  .append("</th><td class=\"n\">")
                  .append(NumberText.shortly(value))
                  .append("</td><td class=\"n\">")
                  .append(
                      probability == null
                          ? ""
                          : Html.text(ComparisonTable.probability(probability)))
                  .append("</td></tr>\n");
            });
    page.append("</tbody>\n</table></div></details>\n");
  }

  private static String verdict(Verdict verdict) {
    String words =
        switch (verdict) {
          case STABLE -> "stable";
          case DRIFTED -> "drifted";
          case NOT_ENOUGH_DATA -> "not enough data";
        };
    return "<strong class=\"" + verdict + "\">" + words + "</strong>";
  }
}
