package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.Endings;
import dev.millrace.local.client.Sending;
import dev.millrace.local.domain.Accuracy;
import dev.millrace.local.domain.Percentiles;
import dev.millrace.local.domain.Score;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Sums up how the events of a run ended.
 *
 * @param predictions terminal records of the run, by request id
 * @param letters of the events of the run that did not become requests, by the request id that they
 *     would have had
 * @param events of the run, by request id
 */
record RunReport(
    Map<String, Prediction> predictions,
    Map<String, DeadLetter> letters,
    Map<String, Sending.SentEvent> events) {

  private static final Duration SLICE = Duration.ofSeconds(5);

  private static final Set<Outcome> FAILED = Set.of(Outcome.FAILED);

  /** What rules of the factory's owner are for. */
  private static final Set<Outcome> HELD_BACK = Set.of(Outcome.REFUSED, Outcome.BLOCKED);

  RunReport {
    events = Map.copyOf(events);
    predictions = ofRun(predictions, events.keySet());
    Map<String, DeadLetter> all = new HashMap<>(letters);
    // It was replayed, or sent again, and came to its end.
    all.keySet().removeAll(predictions.keySet());
    letters = ofRun(all, events.keySet());
  }

  /**
   * How events ended.
   *
   * @param endings of the pipeline
   * @param events of the run, by request id
   */
  static RunReport of(Endings endings, Map<String, Sending.SentEvent> events) {
    return new RunReport(endings.predictions(), endings.deadLetters(), events);
  }

  private static <V> Map<String, V> ofRun(Map<String, V> all, Set<String> requestIds) {
    Map<String, V> some = new HashMap<>(all);
    some.keySet().retainAll(requestIds);
    return Map.copyOf(some);
  }

  /** Adds outcomes, causes, accuracy, tokens, cost and latency. */
  void addTo(ObjectNode report) {
    Score score = score();
    BalanceText.outcomes(report.putObject("predictions"), score.outcomes());
    ObjectNode unanswered = report.putObject("predictionCauses");
    score.causes(EnumSet.complementOf(EnumSet.of(Outcome.ANSWERED))).forEach(unanswered::put);
    ObjectNode setAside = report.putObject("deadLetterCauses");
    letterCauses().forEach(setAside::put);
    score.accuracy().ifPresent(accuracy -> report.set("accuracy", json(accuracy, score)));
    ObjectNode tokens = report.putObject("tokens");
    tokens.put("input", score.tokens().input()).put("output", score.tokens().output());
    report.putObject("cost").put("amount", score.cost().toPlainString()).put("currency", "USD");
    score.latency().ifPresent(latency -> report.set("latency", json(latency)));
  }

  Score score() {
    return score(EnumSet.allOf(Outcome.class));
  }

  private Score score(Set<Outcome> outcomes) {
    Map<String, String> truth = new HashMap<>();
    events.forEach((id, event) -> event.label().ifPresent(label -> truth.put(id, label)));
    Score score = new Score(truth);
    predictions.values().stream()
        .filter(one -> outcomes.contains(one.getOutcome()))
        .forEach(score::add);
    return score;
  }

  /**
   * What facts mean, by their names: whose accuracy it is where some were not answered, because
   * those count as not right. Nothing where all were.
   */
  Map<String, String> meanings() {
    Optional<Accuracy> all = score().accuracy();
    if (all.isEmpty()) {
      return Map.of();
    }
    Optional<Accuracy> answered = score(Set.of(Outcome.ANSWERED)).accuracy();
    long others = all.get().of() - answered.map(Accuracy::of).orElse(0L);
    return others == 0
        ? Map.of()
        : Map.of(
            "accuracy",
            "not answered and so not right: "
                + others
                + answered
                    .map(one -> "; share of the " + one.of() + " answered: " + rounded(one.share()))
                    .orElse(""));
  }

  /** Whether something could not go on: a dead letter says what. */
  boolean hasDeadLetters() {
    return !letters.isEmpty()
        || predictions.values().stream().anyMatch(one -> FAILED.contains(one.getOutcome()));
  }

  /** What was not answered, why, and which command tells more of it; a line each. */
  List<String> pointers(String pipeline) {
    List<String> pointers = new ArrayList<>();
    Score score = score();
    pointer(
        "event did not become a request",
        "events did not become requests",
        letterCauses(),
        "dead-letters list --stage ingestion --pipeline " + pipeline,
        pointers);
    pointer(
        "request failed",
        "requests failed",
        score.causes(FAILED),
        "dead-letters list --stage inference --pipeline " + pipeline,
        pointers);
    pointer(
        "request was refused or blocked",
        "requests were refused or blocked",
        score.causes(HELD_BACK),
        "predictions --pipeline " + pipeline,
        pointers);
    return pointers;
  }

  private static void pointer(
      String one, String many, SortedMap<String, Long> causes, String command, List<String> to) {
    long count = causes.values().stream().mapToLong(Long::longValue).sum();
    if (count > 0) {
      to.add(
          Counted.of(count, one, many)
              + causes.entrySet().stream()
                  .map(cause -> cause.getKey() + " " + cause.getValue())
                  .collect(Collectors.joining(", ", " (", ")"))
              + ": ./millrace "
              + command);
    }
  }

  private SortedMap<String, Long> letterCauses() {
    SortedMap<String, Long> causes = new TreeMap<>();
    letters.values().forEach(letter -> causes.merge(letter.getCause(), 1L, Long::sum));
    return causes;
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
