package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Writes figures as a page of documentation. */
final class Page {

  private static final String HEAD =
      """
      # Benchmarks

      This page is generated from measured figures: do not edit it. Measure with
      `./millrace bench --out FILE.json`, then write it with `./millrace bench --page docs/benchmarks.md FILE.json`.

      Each figure stands next to a baseline that does the least of the same work on the same machine in the same
      minutes; both are run in turn, and the medians are shown with the smallest and the largest. Trust the ratio:
      the rest depends on the machine.

      | figure | unit | value | baseline | ratio | runs |
      |---|---|---|---|---|---|
      """;

  private Page() {}

  /**
   * The page.
   *
   * @param figures what {@code bench --out} wrote
   * @throws IllegalArgumentException where it is something else
   */
  static String of(JsonNode figures) {
    if (!figures.isArray() || figures.isEmpty()) {
      throw new IllegalArgumentException("expected a JSON array of figures, as bench --out writes");
    }
    StringBuilder page = new StringBuilder(HEAD);
    for (JsonNode figure : figures) {
      page.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %s | %s | %.2f | %d |%n",
              text(figure, "name"),
              text(figure, "unit"),
              spread(figure, "value"),
              spread(figure, "baseline"),
              number(figure, "ratio"),
              figure.path("runs").size()));
    }
    for (JsonNode figure : figures) {
      page.append(
          String.format(
              Locale.ROOT,
              "%n## `%s`%n%n%s Baseline: %s%n%nMeasured on %s.%n",
              text(figure, "name"),
              text(figure, "description"),
              text(figure, "baselineDescription"),
              text(figure, "machine")));
    }
    return page.toString();
  }

  private static String spread(JsonNode figure, String field) {
    double least = Double.MAX_VALUE;
    double greatest = 0;
    for (JsonNode run : figure.path("runs")) {
      least = Math.min(least, number(run, field));
      greatest = Math.max(greatest, number(run, field));
    }
    return FigureTable.shown(number(figure, field))
        + " ("
        + FigureTable.shown(least)
        + " to "
        + FigureTable.shown(greatest)
        + ")";
  }

  private static String text(JsonNode json, String field) {
    return required(json, field).asText();
  }

  private static double number(JsonNode json, String field) {
    return required(json, field).asDouble();
  }

  private static JsonNode required(JsonNode json, String field) {
    JsonNode found = json.get(field);
    if (found == null) {
      throw new IllegalArgumentException(
          "a figure has no " + field + ": write the file anew with bench --out");
    }
    return found;
  }
}
