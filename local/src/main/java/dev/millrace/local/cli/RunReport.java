package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.Endings;
import dev.millrace.local.client.Sending;
import dev.millrace.local.domain.Accuracy;
import dev.millrace.local.domain.Percentiles;
import dev.millrace.local.domain.Score;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums up how the events of a run ended.
 *
 * @param endings of the pipeline
 * @param events of the run, by request id
 */
record RunReport(Endings endings, Map<String, Sending.SentEvent> events) {

  private static final Duration SLICE = Duration.ofSeconds(5);

  /** Adds outcomes, accuracy, tokens, cost and latency. */
  void addTo(ObjectNode report) {
    Score score = score();
    BalanceText.outcomes(report.putObject("predictions"), score.outcomes());
    Map<String, Integer> causes = new TreeMap<>();
    endings
        .deadLetters()
        .forEach(
            (requestId, letter) -> {
              if (events.containsKey(requestId)) {
                causes.merge(letter.getCause(), 1, Integer::sum);
              }
            });
    ObjectNode letters = report.putObject("deadLetterCauses");
    causes.forEach(letters::put);
    score.accuracy().ifPresent(accuracy -> report.set("accuracy", json(accuracy, score)));
    ObjectNode tokens = report.putObject("tokens");
    tokens.put("input", score.tokens().input()).put("output", score.tokens().output());
    report.putObject("cost").put("amount", score.cost().toPlainString()).put("currency", "USD");
    score.latency().ifPresent(latency -> report.set("latency", json(latency)));
  }

  Score score() {
    Map<String, String> truth = new HashMap<>();
    events.forEach((id, event) -> event.label().ifPresent(label -> truth.put(id, label)));
    Score score = new Score(truth);
    endings
        .predictions()
        .forEach(
            (requestId, prediction) -> {
              if (events.containsKey(requestId)) {
                score.add(prediction);
              }
            });
    return score;
  }

  /** The same for people: one fact a line. */
  static String text(JsonNode report) {
    StringBuilder text = new StringBuilder();
    report.properties().stream()
        .filter(field -> !field.getValue().isArray())
        .forEach(
            field ->
                text.append(String.format(Locale.ROOT, "%-18s ", field.getKey()))
                    .append(plain(field.getValue()))
                    .append(System.lineSeparator()));
    return text.toString().stripTrailing();
  }

  private static String plain(JsonNode value) {
    if (!value.isObject()) {
      return value.asText();
    }
    StringBuilder text = new StringBuilder();
    value.properties().stream()
        .filter(field -> !field.getValue().isContainerNode())
        .forEach(
            field ->
                text.append(text.isEmpty() ? "" : ", ")
                    .append(field.getKey())
                    .append(' ')
                    .append(field.getValue().asText()));
    return text.isEmpty() ? "none" : text.toString();
  }

  private static ObjectNode json(Accuracy accuracy, Score score) {
    ObjectNode json = share(accuracy);
    ArrayNode slices = json.putArray("overTime");
    for (Score.Slice slice : score.accuracyOverTime(SLICE)) {
      slices.add(share(slice.accuracy()).put("from", slice.from().toString()));
    }
    return json;
  }

  static ObjectNode share(Accuracy accuracy) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("share", rounded(accuracy.share()))
        .put("right", accuracy.right())
        .put("of", accuracy.of());
  }

  private static ObjectNode json(Percentiles latency) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("p50", latency.p50())
        .put("p95", latency.p95())
        .put("p99", latency.p99())
        .put("unit", "ms");
  }

  private static double rounded(double share) {
    return Math.round(share * 10_000) / 10_000.0;
  }
}
