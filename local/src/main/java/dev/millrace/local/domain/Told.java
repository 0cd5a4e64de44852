package dev.millrace.local.domain;

import dev.millrace.record.Attempt;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of a request, then or now.
 *
 * @param answer label or text; absent where there is no valid one
 * @param usage of each call that told
 * @param cost US dollars; absent where it is not known
 * @param latencyMillis spent in calls
 */
public record Told(
    Optional<String> answer,
    List<TokenUsage> usage,
    Optional<BigDecimal> cost,
    long latencyMillis) {

  public Told {
    usage = List.copyOf(usage);
  }

  /** Then; absent where no model had its say: it was refused or blocked, or no reply came. */
  public static Optional<Told> then(Prediction prediction) {
    boolean wasInvalid =
        prediction.getOutcome() == Outcome.FAILED
            && Cause.INVALID_ANSWER.name().equals(prediction.getCause());
    if (prediction.getOutcome() != Outcome.ANSWERED && !wasInvalid) {
      return Optional.empty();
    }
    Optional<String> answer =
        prediction.getOutcome() == Outcome.ANSWERED
            ? Optional.ofNullable(prediction.getLabel())
                .or(() -> Optional.ofNullable(prediction.getText()))
            : Optional.empty();
    return Optional.of(
        new Told(
            answer,
            prediction.getAttempts().stream()
                .map(Attempt::getUsage)
                .filter(Objects::nonNull)
                .toList(),
            Optional.ofNullable(prediction.getCost()),
            prediction.getLatencies().getCallMillis()));
  }
}
