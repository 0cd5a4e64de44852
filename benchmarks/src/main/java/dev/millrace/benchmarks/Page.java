package dev.millrace.benchmarks;

import dev.millrace.benchmarks.figure.Figure;
import java.util.List;
import java.util.Locale;

/** Writes figures as a page of documentation. */
final class Page {

  private static final String HEAD =
      """
      # Benchmarks

      This page is generated from measured figures: do not edit it. Measure with
      `./millrace bench --out FILE.json`, then write it with `./millrace bench --page docs/benchmarks.md FILE.json`.
      That is one run of each, made to fit into twenty minutes on two cores; `--runs 5` repeats them, and `--long` adds
      traces, loops and what else takes minutes.

      Each figure stands next to a baseline that does the least of the same work on the same machine in the same
      minutes; both are run in turn, and the medians are shown with the smallest and the largest. A process is looked
      at when it is warm. Trust the ratio: the rest depends on the machine.

      | figure | unit | value | baseline | ratio | better | runs |
      |---|---|---|---|---|---|---|
      """;

  private Page() {}

  /** The page. */
  static String of(List<Figure> figures) {
    StringBuilder page = new StringBuilder(HEAD);
    for (Figure figure : figures) {
      page.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %s | %s | %s | %s | %d |%n",
              figure.caption().name(),
              figure.caption().unit(),
              FigureTable.shown(figure.value()),
              FigureTable.shown(figure.baseline()),
              FigureTable.shown(figure.ratio()),
              figure.caption().better().word(),
              figure.runs().size()));
    }
    for (Figure figure : figures) {
      page.append(
          String.format(
              Locale.ROOT,
              "%n## `%s`%n%n%s Baseline: %s%n%nMeasured on %s.%n",
              figure.caption().name(),
              figure.caption().description(),
              figure.caption().baseline(),
              figure.machine()));
    }
    return page.toString();
  }
}
