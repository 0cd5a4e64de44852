package dev.millrace.benchmarks;

import dev.millrace.benchmarks.figure.Figure;
import dev.millrace.local.comparison.Html;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Figures as one page that needs nothing else: no script, no font, no address. Light or dark as the
 * reader's system is; every picture has its numbers beside it.
 */
final class ChartPage {

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ground:#fff;--ink:#1b1f24;--faint:#5b6570;--line:#d5dae0;
      --ours:#2b6cb0;--theirs:#c2570c}
      @media (prefers-color-scheme:dark){:root{--ground:#14171a;--ink:#e6e9ec;--faint:#a3adb8;
      --line:#3a424b;--ours:#7db4ee;--theirs:#f2a35e}}
      body{background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif;
      max-width:60rem;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.5rem}h2{font-size:1.05rem;margin:0;overflow-wrap:anywhere}
      section{border-top:1px solid var(--line);padding:1rem 0;display:grid;
      grid-template-columns:9rem 1fr;column-gap:1.5rem}
      @media (max-width:40rem){section{grid-template-columns:1fr}}
      .ratio{font-size:2.4rem;line-height:1.1;margin:0;font-variant-numeric:tabular-nums}
      .ratio small{font-size:.8rem;color:var(--faint);display:block;line-height:1.4}
      p{margin:.3rem 0}.faint{color:var(--faint);font-size:.875rem}
      svg{width:100%;height:auto;display:block;margin:.4rem 0}svg text{fill:var(--ink);font-size:13px}
      .ours{fill:var(--ours)}.theirs{fill:var(--theirs)}
      .spread{stroke:var(--ink);stroke-width:1.5}.run{fill:var(--ground);stroke:var(--ink)}
      """;

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <title>Millrace: benchmarks</title>
      <style>
      %s</style>
      </head>
      <body>
      <main>
      <h1>Benchmarks</h1>
      <p>Each figure stands beside a baseline that does the least of the same work, on the same machine
      in the same minutes. Trust the ratio: the rest depends on the machine. Bars are medians, lines go
      from the smallest run to the largest, dots are runs.</p>
      <p class="faint">%s</p>
      """;

  private static final String SECTION =
      """
      <section id="%1$s">
      <p class="ratio">%2$s<small>times the baseline,<br>%3$s is better; %4$s</small></p>
      <div>
      <h2>%1$s</h2>
      <p>%5$s</p>
      %6$s<p class="faint">Baseline: %7$s</p>
      </div>
      </section>
      """;

  private ChartPage() {}

  /** The page. */
  static String of(List<Figure> figures) {
    String machines =
        figures.stream().map(Figure::machine).distinct().collect(Collectors.joining("; "));
    StringBuilder page =
        new StringBuilder(HEAD.formatted(STYLE, Html.text("Measured on " + machines + ".")));
    for (Figure figure : figures) {
      page.append(section(figure));
    }
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  private static String section(Figure figure) {
    int runs = figure.runs().size();
    return SECTION.formatted(
        Html.text(figure.caption().name()),
        FigureTable.shown(figure.ratio()),
        figure.caption().better().word(),
        runs == 1 ? "1 run" : runs + " runs",
        Html.text(figure.caption().description()),
        FigureChart.of(figure),
        Html.text(figure.caption().baseline()));
  }
}
