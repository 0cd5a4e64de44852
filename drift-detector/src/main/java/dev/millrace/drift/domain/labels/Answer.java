package dev.millrace.drift.domain.labels;

import dev.millrace.record.Attempt;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is watched of one prediction. Its shape is what Flink keeps in checkpoints: arrays, not
 * maps, and public.
 *
 * @param version null where no model was asked
 * @param segment null for none
 * @param eventTimeMillis when the event happened, but never after it was received: who lies about
 *     the future would move everybody's windows
 * @param outcome ANSWERED, or the cause why not
 * @param label null unless it is a classification that was answered
 * @param confidence 0 to 1; null where the model gives none
 * @param outputTokens of all attempts; null where none told
 * @param latencyMillis spent in calls; null where there was none
 * @param picoDollars what the calls of its version cost, in trillionths of a dollar; null where
 *     that is not known
 * @param names of the features, in order
 * @param numbers their values; not a number where the value is no number
 * @param texts their values; null where the value is no text
 */
public record Answer(
    String requestId,
    String tenant,
    String pipeline,
    @Nullable Integer version,
    @Nullable String segment,
    long eventTimeMillis,
    String outcome,
    @Nullable String label,
    @Nullable Double confidence,
    @Nullable Long outputTokens,
    @Nullable Long latencyMillis,
    @Nullable Long picoDollars,
    String[] names,
    double[] numbers,
    @Nullable String[] texts) {

  /** Outcome of those that count for quality. */
  public static final String ANSWERED = Outcome.ANSWERED.name();

  /** Digits behind the point that money has. */
  private static final int PICO = 12;

  private static final String[] NO_TEXT = {};
  private static final double[] NO_NUMBER = {};

  /** Of a terminal record. */
  public static Answer of(Prediction prediction) {
    Map<String, Object> features = new TreeMap<>(prediction.getFeatures());
    int size = features.size();
    double[] numbers = new double[size];
    @Nullable String[] texts = new @Nullable String[size];
    Arrays.fill(numbers, Double.NaN);
    int next = 0;
    for (Object value : features.values()) {
      if (value instanceof Number number) {
        numbers[next] = number.doubleValue();
      } else if (value != null) {
        texts[next] = value.toString();
      }
      next++;
    }
    boolean wasCalled = !prediction.getAttempts().isEmpty();
    return new Answer(
        prediction.getRequestId(),
        prediction.getTenant(),
        prediction.getPipeline(),
        prediction.getModelVersion(),
        prediction.getSegment(),
        Math.min(
            prediction.getOccurredAt().toEpochMilli(), prediction.getReceivedAt().toEpochMilli()),
        prediction.getOutcome() == Outcome.ANSWERED
            ? ANSWERED
            : Objects.requireNonNullElse(prediction.getCause(), prediction.getOutcome().name()),
        prediction.getLabel(),
        prediction.getConfidence(),
        outputTokens(prediction),
        wasCalled ? prediction.getLatencies().getCallMillis() : null,
        picoDollars(prediction),
        features.keySet().toArray(NO_TEXT),
        numbers,
        texts);
  }

  /** Whose feedback counts for it: see {@link Remark#scope}. */
  public String scope() {
    return tenant + "/" + pipeline;
  }

  /** Whether it counts for quality. */
  public boolean isAnswered() {
    return outcome.equals(ANSWERED);
  }

  /** What a later judgement needs of it. */
  public Answer withoutFeatures() {
    return new Answer(
        requestId,
        tenant,
        pipeline,
        version,
        segment,
        eventTimeMillis,
        outcome,
        label,
        confidence,
        outputTokens,
        latencyMillis,
        picoDollars,
        NO_TEXT,
        NO_NUMBER,
        NO_TEXT);
  }

  /** Of a fallback's answer, what the models before it have cost is not its fault. */
  private static @Nullable Long picoDollars(Prediction prediction) {
    if (prediction.getCost() == null) {
      return null;
    }
    BigDecimal cost = BigDecimal.ZERO;
    for (Attempt attempt : prediction.getAttempts()) {
      if (attempt.getCost() != null
          && Objects.equals(attempt.getModelVersion(), prediction.getModelVersion())) {
        cost = cost.add(attempt.getCost());
      }
    }
    return cost.movePointRight(PICO).longValueExact();
  }

  private static @Nullable Long outputTokens(Prediction prediction) {
    Long tokens = null;
    for (Attempt attempt : prediction.getAttempts()) {
      if (attempt.getUsage() != null) {
        tokens = (tokens == null ? 0 : tokens) + attempt.getUsage().getOutputTokens();
      }
    }
    return tokens;
  }
}
