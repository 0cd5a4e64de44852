package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.domain.Milestone;
import dev.millrace.local.domain.Phase;
import dev.millrace.local.domain.Score;
import dev.millrace.record.BudgetStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The parts of the demo's report that tell the story.
 *
 * @param story that was told
 * @param end of the last phase
 */
record DemoReport(DemoStory story, Instant end) {

  /** Why sums of money differ, for people; the books below tell of the evaluations. */
  static final Map<String, String> MEANINGS =
      Map.of(
          "cost", "the calls for these predictions",
          "budget", "counts calls in the shadow too, and no evaluations");

  /** Adds phases, whether answers recovered, and the budget. */
  void addTo(ObjectNode report, Score score) {
    ArrayNode phases = report.putArray("phases");
    for (Phase phase : Phase.of(story.plot().milestones(), end, score)) {
      ObjectNode json =
          phases
              .addObject()
              .put("name", phase.milestone().name())
              .put("from", story.seconds(phase.milestone().at()))
              .put("seconds", Math.round(phase.length().toMillis() / 100.0) / 10.0);
      phase.accuracy().ifPresent(accuracy -> json.set("accuracy", RunReport.share(accuracy)));
      json.put("detail", phase.milestone().detail());
    }
    report.put("recovered", story.plot().hasRecovered());
    story.budget().ifPresent(budget -> budget(report.putObject("budget"), budget));
  }

  /** The phases for people: one a line. */
  static String text(JsonNode report) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                "%-12s %8s %8s  %s%n", "phase", "from s", "for s", "right of the events"));
    for (JsonNode phase : report.path("phases")) {
      JsonNode accuracy = phase.path("accuracy");
      text.append(
          String.format(
              Locale.ROOT,
              "%-12s %8.1f %8.1f  %s%n",
              phase.path("name").asText(),
              phase.path("from").asDouble(),
              phase.path("seconds").asDouble(),
              accuracy.isMissingNode()
                  ? "-"
                  : String.format(
                      Locale.ROOT,
                      "%.1f %% of %d",
                      accuracy.path("share").asDouble() * 100,
                      accuracy.path("of").asLong())));
    }
    return text.toString().stripTrailing();
  }

  /** Why a story without its end counts as failed. */
  static String unfinished(List<Milestone> milestones, Duration longest) {
    String last =
        milestones.isEmpty() ? "its beginning" : milestones.get(milestones.size() - 1).name();
    return "millrace: the story came as far as \""
        + last
        + "\" in the "
        + longest.toSeconds()
        + " s that it gets, and answers are not good again yet: where the machine was busy, let it"
        + " rest and run the demo again";
  }

  private static void budget(ObjectNode json, BudgetStatus budget) {
    json.put("limit", budget.getLimit().toPlainString())
        .put("spent", budget.getSpent().toPlainString())
        .put("currency", "USD")
        .put("window", budget.getWindow())
        .put("unpricedCalls", budget.getUnpricedCalls());
  }
}
