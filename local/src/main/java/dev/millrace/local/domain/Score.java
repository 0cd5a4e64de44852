package dev.millrace.local.domain;

import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sums up the predictions of a run, and how many were right where the truth is known.
 *
 * <p><i>Shape</i>: a request counts once, whatever comes again.
 *
 * <p><i>Threads</i>: one.
 */
public final class Score {

  /** Of a record whose writer did not say it. */
  private static final String UNNAMED = "UNNAMED";

  private final Map<String, String> truth;
  private final Map<String, Prediction> seen = new HashMap<>();

  /**
   * Nothing seen yet.
   *
   * @param truth right label by request id
   */
  public Score(Map<String, String> truth) {
    this.truth = Map.copyOf(truth);
  }

  /** Takes a prediction. */
  public void add(Prediction prediction) {
    seen.putIfAbsent(prediction.getRequestId(), prediction);
  }

  /** Whether the request has ended. */
  public boolean has(String requestId) {
    return seen.containsKey(requestId);
  }

  /** How many requests have ended. */
  public int size() {
    return seen.size();
  }

  /** By outcome, every outcome present. */
  public Map<Outcome, Long> outcomes() {
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, 0L);
    }
    seen.values().forEach(prediction -> outcomes.merge(prediction.getOutcome(), 1L, Long::sum));
    return outcomes;
  }

  /** Why requests were not answered: how many, by cause. */
  public SortedMap<String, Long> causes(Set<Outcome> outcomes) {
    SortedMap<String, Long> causes = new TreeMap<>();
    for (Prediction prediction : seen.values()) {
      if (outcomes.contains(prediction.getOutcome())) {
        causes.merge(Objects.requireNonNullElse(prediction.getCause(), UNNAMED), 1L, Long::sum);
      }
    }
    return causes;
  }

  /** Share of right labels among the ended requests whose truth is known; empty without such. */
  public Optional<Accuracy> accuracy() {
    return Accuracy.of(seen.values(), truth);
  }

  /**
   * The same of the events that came in within a time.
   *
   * @param from inclusive
   * @param to exclusive
   */
  public Optional<Accuracy> accuracy(Instant from, Instant to) {
    return Accuracy.of(
        seen.values().stream()
            .filter(one -> !one.getReceivedAt().isBefore(from) && one.getReceivedAt().isBefore(to))
            .toList(),
        truth);
  }

  /** The same by slices of the time the events came in, in order. */
  public List<Slice> accuracyOverTime(Duration slice) {
    Map<Long, List<Prediction>> slices = new TreeMap<>();
    for (Prediction prediction : seen.values()) {
      slices
          .computeIfAbsent(
              prediction.getReceivedAt().toEpochMilli() / slice.toMillis(), n -> new ArrayList<>())
          .add(prediction);
    }
    List<Slice> result = new ArrayList<>();
    slices.forEach(
        (number, predictions) ->
            Accuracy.of(predictions, truth)
                .ifPresent(
                    accuracy ->
                        result.add(
                            new Slice(Instant.ofEpochMilli(number * slice.toMillis()), accuracy))));
    return result;
  }

  /** From the gateway to the outcome; empty where nothing has ended. */
  public Optional<Percentiles> latency() {
    return seen.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Percentiles.of(
                seen.values().stream()
                    .map(prediction -> prediction.getLatencies().getTotalMillis())
                    .toList()));
  }

  /** Tokens of all attempts. */
  public Tokens tokens() {
    long input = 0;
    long output = 0;
    for (Prediction prediction : seen.values()) {
      for (var attempt : prediction.getAttempts()) {
        TokenUsage usage = attempt.getUsage();
        if (usage != null) {
          input +=
              usage.getInputTokens()
                  + usage.getCacheReadTokens()
                  + usage.getCacheWrite5mTokens()
                  + usage.getCacheWrite1hTokens();
          output += usage.getOutputTokens();
        }
      }
    }
    return new Tokens(input, output);
  }

  /** US dollars of all requests that have a price. */
  public BigDecimal cost() {
    BigDecimal sum = BigDecimal.ZERO;
    for (Prediction prediction : seen.values()) {
      if (prediction.getCost() != null) {
        sum = sum.add(prediction.getCost());
      }
    }
    return sum;
  }

  /**
   * Accuracy from some time on.
   *
   * @param from begin of the slice
   */
  public record Slice(Instant from, Accuracy accuracy) {}

  /**
   * Tokens read and written, cached ones included.
   *
   * @param input read by models
   * @param output written by models
   */
  public record Tokens(long input, long output) {}
}
