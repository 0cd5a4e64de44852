package dev.millrace.inference.domain;

import dev.millrace.inference.domain.AnswerParser.Answer;
import dev.millrace.record.BudgetNote;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the terminal record of a request. */
final class Ending {

  private final Prediction.Builder prediction;

  /**
   * The moments of a request that its latencies are made of.
   *
   * @param firstCallAt null where no call was made
   */
  record Moments(Instant arrivedAt, @Nullable Instant firstCallAt, Instant completedAt) {

    Latencies latencies(Instant receivedAt, long callMillis) {
      Instant waitedUntil = firstCallAt == null ? completedAt : firstCallAt;
      return new Latencies(
          millis(arrivedAt, waitedUntil), callMillis, millis(receivedAt, completedAt));
    }

    /** Not negative, although clocks may differ or be set back. */
    private static long millis(Instant from, Instant to) {
      return Math.max(0, Duration.between(from, to).toMillis());
    }
  }

  Ending(
      InferenceRequest request, AttemptLedger ledger, Moments moments, @Nullable ModelRoute route) {
    this.prediction =
        Prediction.newBuilder()
            .setRequestId(request.getRequestId())
            .setEventId(request.getEventId())
            .setTenant(request.getTenant())
            .setPipeline(request.getPipeline())
            .setOutcome(Outcome.ANSWERED)
            .setSpecRevision(request.getSpecRevision())
            .setPromptRevision(request.getPromptRevision())
            .setOrigin(request.getOrigin())
            .setSource(request.getSource())
            .setAttempts(ledger.attempts())
            .setCost(ledger.cost().orElse(null))
            .setLane(request.getLane())
            .setSegment(request.getSegment())
            .setFeatures(new HashMap<>(request.getFeatures()))
            .setOccurredAt(request.getOccurredAt())
            .setReceivedAt(request.getReceivedAt())
            .setCompletedAt(moments.completedAt())
            .setLatencies(moments.latencies(request.getReceivedAt(), ledger.callMillis()));
    if (route != null && ledger.calls() > 0) {
      prediction
          .setModelId(route.modelId())
          .setModelVersion(route.version())
          .setRoute(route.part());
    }
  }

  /** The answer was given to another request before, by the model of a route. */
  Ending from(ResponseCache.Hit hit, ModelRoute route) {
    prediction
        .setCachedFrom(hit.requestId())
        .setModelId(route.modelId())
        .setModelVersion(route.version())
        .setRoute(route.part());
    return stopReason(hit.stopReason());
  }

  /** Budgets did not let the model of a route be asked; a fallback has no version. */
  Ending refusing(@Nullable ModelRoute route) {
    if (route != null && route.part() != Route.FALLBACK) {
      prediction.setRefusedVersion(route.version());
    }
    return this;
  }

  /** What budgets did to it, and the lane that it ended in. */
  Ending under(Collection<BudgetNote> notes, Lane lane) {
    prediction.setBudgets(List.copyOf(notes)).setLane(lane);
    return this;
  }

  Ending stopReason(String reason) {
    prediction.setStopReason(reason);
    return this;
  }

  /** The record of a request with a valid answer. */
  Prediction answered(Answer answer) {
    if (answer instanceof Answer.Label label) {
      prediction.setLabel(label.label());
    } else if (answer instanceof Answer.Text text) {
      prediction.setText(text.text());
    } else if (answer instanceof Answer.Vector vector) {
      prediction.setVector(vector.values());
    } else {
      throw new AssertionError(answer);
    }
    return prediction.build();
  }

  /** The record of a request without one. */
  Prediction unanswered(Outcome outcome, Cause cause, String detail) {
    return prediction.setOutcome(outcome).setCause(cause.name()).setDetail(detail).build();
  }
}
