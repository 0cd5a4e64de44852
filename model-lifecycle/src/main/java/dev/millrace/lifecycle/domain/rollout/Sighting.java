package dev.millrace.lifecycle.domain.rollout;

import dev.millrace.record.Attempt;
import dev.millrace.record.Feedback;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one record tells about one request, as far as a rollout wants to know. */
public sealed interface Sighting {

  /** Digits behind the point of an amount of money. */
  int SCALE = 12;

  /** Before the name of a request, which begins with a tenant: it is its shadow that is meant. */
  String SHADOW = "/";

  /** Who asked, and what: feedback of other tenants is about other requests. */
  String request();

  /** The same of the request's shadow: another model was asked the same beside it. */
  Sighting shadow();

  /** Whether a shadow is meant. */
  default boolean isShadow() {
    return request().startsWith(SHADOW);
  }

  /**
   * It has ended, and models were asked for it.
   *
   * @param receivedAt when the platform took the event in
   * @param asks by version, none twice
   * @param label that was given; absent where none was
   */
  record Ended(String request, Instant receivedAt, List<Ask> asks, Optional<String> label)
      implements Sighting {

    public Ended {
      asks = List.copyOf(asks);
    }

    @Override
    public Sighting shadow() {
      return new Ended(SHADOW + request, receivedAt, asks, label);
    }
  }

  /** Somebody has said what is true. */
  record Labelled(String request, String label, Instant observedAt) implements Sighting {

    @Override
    public Sighting shadow() {
      return new Labelled(SHADOW + request, label, observedAt);
    }

    /** The newer of two; of two at once the greater, so that their order does not count. */
    Labelled or(Labelled other) {
      int order = observedAt.compareTo(other.observedAt);
      return order > 0 || (order == 0 && label.compareTo(other.label) >= 0) ? this : other;
    }
  }

  /**
   * What a terminal record tells: nothing where no version of the pipeline was asked, as for an
   * answer out of the cache. A version that was asked in vain has failed, whoever stood in for it,
   * and so has one that budgets did not let be asked.
   */
  static Optional<Sighting> of(Prediction prediction) {
    Map<Integer, List<Attempt>> byVersion = new LinkedHashMap<>();
    for (Attempt attempt : prediction.getAttempts()) {
      if (attempt.getModelVersion() > 0) {
        byVersion.computeIfAbsent(attempt.getModelVersion(), key -> new ArrayList<>()).add(attempt);
      }
    }
    List<Ask> asks = new ArrayList<>();
    byVersion.forEach(
        (version, attempts) ->
            asks.add(
                new Ask(
                    version,
                    end(prediction, version),
                    cost(attempts),
                    attempts.stream().mapToLong(Attempt::getLatencyMillis).sum())));
    Integer refused = prediction.getRefusedVersion();
    if (refused != null && refused > 0 && !byVersion.containsKey(refused)) {
      asks.add(Ask.refused(refused));
    }
    return asks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Ended(
                request(prediction.getTenant(), prediction.getRequestId()),
                prediction.getReceivedAt(),
                asks,
                Optional.ofNullable(prediction.getLabel())));
  }

  /** What feedback tells; nothing where it is only a rating. */
  static Optional<Sighting> of(Feedback feedback) {
    return Optional.ofNullable(feedback.getLabel())
        .map(
            label ->
                new Labelled(
                    request(feedback.getTenant(), feedback.getRequestId()),
                    label,
                    feedback.getObservedAt()));
  }

  private static String request(String tenant, String requestId) {
    return tenant + "/" + requestId;
  }

  private static Ask.End end(Prediction prediction, int version) {
    Integer asked = prediction.getModelVersion();
    if (asked == null || asked != version) {
      return Ask.End.FAILED;
    }
    if (prediction.getOutcome() == Outcome.BLOCKED) {
      return Ask.End.BLOCKED;
    }
    return prediction.getOutcome() == Outcome.ANSWERED ? Ask.End.ANSWERED : Ask.End.FAILED;
  }

  /**
   * Calls without usage are not paid for, as far as is known; calls without a price are not known.
   */
  private static Optional<BigInteger> cost(List<Attempt> attempts) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Attempt attempt : attempts) {
      if (attempt.getCost() != null) {
        sum = sum.add(attempt.getCost());
      } else if (attempt.getUsage() != null
          || attempt.getResult().equals(Outcome.ANSWERED.name())) {
        return Optional.empty();
      }
    }
    return Optional.of(sum.setScale(SCALE).unscaledValue());
  }
}
