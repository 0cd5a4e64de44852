package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.lifecycle.offline.OfflineRun;
import dev.millrace.local.client.TimeTravel;
import dev.millrace.local.domain.Told;
import dev.millrace.local.domain.TravelReport;
import dev.millrace.platform.pricing.Dollars;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows what came of a journey.
 *
 * @param requests in the range
 * @param erased further ones in it that are left out, because their tenants were erased
 */
record TravelText(String pipeline, String modelId, int requests, int erased) {

  private static final int MOST_CHANGES = 20;

  /** An answer in the file of all answers. */
  static ObjectNode told(Told told) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("answer", told.answer().orElse(null))
        .put("cost", told.cost().map(cost -> cost.toPlainString()).orElse(null))
        .put("latencyMillis", told.latencyMillis());
  }

  /** For machines. */
  ObjectNode json(TimeTravel.Result result) {
    TravelReport report = result.report();
    ObjectNode answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("pipeline", pipeline)
            .put("modelId", modelId)
            .put("requests", requests)
            .put("erased", erased)
            .put("incomparable", result.incomparable())
            .put("asked", result.asked())
            .put("left", result.left())
            .put("end", result.end().name())
            .put("same", report.same())
            .put("changed", report.changed())
            .put("labelled", report.labelled())
            .put("currency", "USD");
    answer.set("before", side(report.before(), report));
    answer.set("after", side(report.after(), report));
    ArrayNode changes = answer.putArray("changes");
    for (Map.Entry<TravelReport.Change, Long> change : report.changes(MOST_CHANGES)) {
      changes
          .addObject()
          .put("before", change.getKey().before())
          .put("after", change.getKey().after())
          .put("count", change.getValue());
    }
    return answer;
  }

  private static ObjectNode side(TravelReport.Side side, TravelReport report) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("unanswered", side.unanswered())
            .put("inputTokens", side.inputTokens())
            .put("outputTokens", side.outputTokens())
            .put("cost", side.cost().toPlainString())
            .put("unpriced", side.unpriced());
    if (report.labelled() > 0) {
      json.put("accuracy", (double) side.right() / report.labelled());
    }
    side.latency()
        .ifPresent(
            latency ->
                json.put("latencyP50Millis", latency.p50()).put("latencyP95Millis", latency.p95()));
    return json;
  }

  /** For people. */
  List<String> lines(TimeTravel.Result result) {
    TravelReport report = result.report();
    List<String> lines = new ArrayList<>();
    lines.add(
        result.asked()
            + " of "
            + requests
            + " requests were put to "
            + modelId
            + ": "
            + report.same()
            + " answers are the same, "
            + report.changed()
            + " are others");
    if (erased > 0) {
      lines.add(erased + " more are left out: their tenants were erased");
    }
    if (result.incomparable() > 0) {
      lines.add(result.incomparable() + " were not: no model had its say about them then");
    }
    if (result.end() != OfflineRun.End.DONE) {
      lines.add(result.left() + " were not: " + why(result.end()));
    }
    lines.add(String.format(Locale.ROOT, "%-24s %14s %14s", "", "then", "now"));
    if (report.labelled() > 0) {
      lines.add(
          row(
              "right of " + report.labelled(),
              String.valueOf(report.before().right()),
              String.valueOf(report.after().right())));
    }
    lines.add(
        row(
            "without valid answer",
            String.valueOf(report.before().unanswered()),
            String.valueOf(report.after().unanswered())));
    lines.add(
        row(
            "tokens in",
            String.valueOf(report.before().inputTokens()),
            String.valueOf(report.after().inputTokens())));
    lines.add(
        row(
            "tokens out",
            String.valueOf(report.before().outputTokens()),
            String.valueOf(report.after().outputTokens())));
    lines.add(row("cost", cost(report.before()), cost(report.after())));
    lines.add(row("latency p50/p95", latency(report.before()), latency(report.after())));
    for (Map.Entry<TravelReport.Change, Long> change : report.changes(MOST_CHANGES)) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%8d x  %s -> %s",
              change.getValue(),
              shown(change.getKey().before()),
              shown(change.getKey().after())));
    }
    return lines;
  }

  private static String row(String name, String then, String now) {
    return String.format(Locale.ROOT, "%-24s %14s %14s", name, then, now);
  }

  private static String cost(TravelReport.Side side) {
    return side.unpriced() > 0
        ? side.unpriced() + " unpriced"
        : Dollars.exact(side.cost()) + " USD";
  }

  private static String latency(TravelReport.Side side) {
    return side.latency().map(known -> known.p50() + "/" + known.p95() + " ms").orElse("-");
  }

  /** Texts of models may be long, and do not talk to the terminal. */
  private static String shown(String answer) {
    String line = answer.replaceAll("\\p{Cntrl}", " ");
    return line.length() > 60 ? line.substring(0, 57) + "..." : line;
  }

  private static String why(OfflineRun.End end) {
    return switch (end) {
      case DONE, STOPPED -> "nobody asked any further";
      case NO_MONEY -> "--budget is used up";
      case NO_TIME -> "--time is over";
      case UNPRICED -> "the model has no price";
    };
  }
}
