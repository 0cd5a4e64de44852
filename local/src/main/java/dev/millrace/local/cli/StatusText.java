package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.platform.pricing.Dollars;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The picture of a factory as lines of text: what is wrong first, then its parts, each with a head.
 *
 * <p><i>Shape</i>: what is not there is said so; topics and groups of which nothing moves are left
 * out and counted.
 */
final class StatusText {

  private static final int PERCENT = 100;
  private static final int DIGITS = 4;

  private final JsonNode picture;
  private final List<String> lines = new ArrayList<>();

  private StatusText(JsonNode picture) {
    this.picture = picture;
  }

  static List<String> of(JsonNode picture) {
    StatusText text = new StatusText(picture);
    text.health();
    text.part("jobs", "jobs", text::job);
    text.topics();
    text.groups();
    text.part("calls", "calls of models", text::calls);
    text.money();
    text.part("quality", "quality and drift, newest windows of a day", text::figure);
    text.part("models", "models that serve", text::model);
    text.part("runs", "retraining, newest of each pipeline", text::run);
    text.part("alerts", "alerts that fire", text::alert);
    return List.copyOf(text.lines);
  }

  /** Why a factory is not well; empty where it is. */
  static List<String> ailments(JsonNode picture) {
    List<String> ailments = new ArrayList<>();
    if (picture.path("problem").isTextual()) {
      ailments.add(picture.path("problem").textValue());
    }
    for (JsonNode job : picture.path("jobs")) {
      String state = job.path("state").asText();
      if (state.equals("FAILED") || state.equals("IMPAIRED")) {
        ailments.add(
            job.path("name").asText()
                + " is "
                + state.toLowerCase(Locale.ROOT)
                + ": "
                + job.path("reason").asText());
      }
    }
    for (JsonNode alert : picture.path("alerts")) {
      if (alert.path("severity").asText().equals("CRITICAL")) {
        ailments.add(alert.path("text").asText());
      }
    }
    return ailments;
  }

  private void health() {
    List<String> ailments = ailments(picture);
    lines.add(
        (ailments.isEmpty() ? "well" : "NOT WELL") + ", as of " + picture.path("at").asText());
    ailments.forEach(ailment -> lines.add("  ! " + ailment));
  }

  private interface Line {
    String of(JsonNode one);
  }

  private void part(String field, String title, Line line) {
    lines.add("");
    lines.add(title + (picture.path(field).isEmpty() ? ": none" : ""));
    picture.path(field).forEach(one -> lines.add("  " + line.of(one)));
  }

  private String job(JsonNode job) {
    return String.format(
        "%-20s %s%s",
        job.path("name").asText(),
        job.path("state").asText().toLowerCase(Locale.ROOT),
        job.path("reason").isTextual() ? ", " + job.path("reason").textValue() : "");
  }

  private void topics() {
    lines.add("");
    lines.add("topics in motion");
    int still = 0;
    for (JsonNode topic : picture.path("topics")) {
      double rate = topic.path("perSecond").asDouble();
      if (rate > 0) {
        lines.add(
            String.format(
                Locale.ROOT,
                "  %-22s %10.1f /s  end %d",
                topic.path("name").asText(),
                rate,
                topic.path("end").asLong()));
      } else {
        still++;
      }
    }
    lines.add(
        "  ("
            + still
            + " still; dead letters in the last hour: "
            + picture.path("deadLettersLastHour").asLong()
            + ")");
  }

  private void groups() {
    lines.add("");
    lines.add("lag of groups: offsets that they have not committed yet");
    int even = 0;
    for (JsonNode group : picture.path("groups")) {
      if (group.path("lag").asLong() > 0) {
        lines.add(
            String.format("  %-32s %10d", group.path("name").asText(), group.path("lag").asLong()));
      } else {
        even++;
      }
    }
    lines.add(
        "  ("
            + Counted.of(even, "group has", "groups have")
            + " none; marks of transactions count too, so a few are no backlog)");
    if (picture.path("lagsLeftOut").asInt() > 0) {
      lines.add(
          "  ("
              + picture.path("lagsLeftOut").asInt()
              + " of their lags are in no metric, which have the largest only)");
    }
  }

  private String calls(JsonNode model) {
    return String.format(
        "%s: %s under way, %s in line, quota %s used, %s throttled, token lag %s s",
        model.path("model").asText(),
        number(model.path("inFlight")),
        number(model.path("waiting")),
        percent(model.path("quotaUsed")),
        number(model.path("throttled")),
        number(model.path("tokenLagSeconds")));
  }

  private void money() {
    JsonNode cost = picture.path("cost");
    lines.add("");
    lines.add(
        String.format(
            "cost since %s: %s USD for %s, %s of it wasted%s",
            cost.path("since").asText(),
            dollars(cost.path("cost")),
            Counted.of(cost.path("calls").asLong(), "call"),
            dollars(cost.path("wasted")),
            cost.path("unpricedCalls").asLong() > 0
                ? "; "
                    + Counted.of(cost.path("unpricedCalls").asLong(), "call")
                    + " without a price"
                : ""));
    for (JsonNode budget : picture.path("budgets")) {
      BigDecimal share = new BigDecimal(budget.path("share").asText());
      lines.add(
          String.format(
              "  [%s] %4d %%  %s%s: %s of %s USD for %s, %s",
              BudgetText.bar(share),
              share.movePointRight(2).intValue(),
              budget.path("name").asText(),
              budget.path("tenant").isTextual() ? "@" + budget.path("tenant").textValue() : "",
              dollars(budget.path("spent")),
              dollars(budget.path("limit")),
              budget.path("window").asText(),
              outlook(budget.path("outlook").asText())));
    }
  }

  private static String outlook(String outlook) {
    return switch (outlook) {
      case "REACHED" -> "the limit is reached";
      case "EXPECTED" -> "will be reached within the window";
      default -> "will last";
    };
  }

  private String figure(JsonNode figure) {
    return String.format(
        "%-28s %-12s %8s%s%s  %s",
        figure.path("pipeline").asText()
            + (figure.path("version").isNull() ? "" : "/" + figure.path("version").asInt()),
        figure.path("name").asText(),
        number(figure.path("value")),
        figure.path("target").isNull() ? "" : ", target " + number(figure.path("target")),
        figure.path("coverage").isNull()
            ? ""
            : ", " + percent(figure.path("coverage")) + " labelled",
        figure.path("verdict").asText().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private String model(JsonNode model) {
    return String.format(
        "%-28s %-9s %5s  %s",
        model.path("pipeline").asText() + "/" + model.path("version").asInt(),
        model.path("state").asText().toLowerCase(Locale.ROOT),
        percent(model.path("share")),
        model.path("modelId").asText());
  }

  private String run(JsonNode run) {
    return String.format(
        "%s run %d: %s since %s%s",
        run.path("pipeline").asText(),
        run.path("number").asInt(),
        run.path("state").asText().toLowerCase(Locale.ROOT).replace('_', ' '),
        run.path("since").asText(),
        run.path("waiting").isTextual() ? ", waits for " + run.path("waiting").textValue() : "");
  }

  private String alert(JsonNode alert) {
    return String.format(
        "%-8s since %s  %s (%s)",
        alert.path("severity").asText(),
        alert.path("openedAt").asText(),
        alert.path("text").asText(),
        alert.path("runbook").asText());
  }

  /** What nobody told is a dash. */
  private static String number(JsonNode value) {
    return value.isNumber()
        ? BigDecimal.valueOf(value.doubleValue())
            .setScale(DIGITS, RoundingMode.HALF_EVEN)
            .stripTrailingZeros()
            .toPlainString()
        : "-";
  }

  private static String percent(JsonNode share) {
    return share.isNumber()
        ? String.format(Locale.ROOT, "%.0f %%", share.doubleValue() * PERCENT)
        : "-";
  }

  private static String dollars(JsonNode text) {
    return Dollars.rounded(new BigDecimal(text.asText("0")));
  }
}
