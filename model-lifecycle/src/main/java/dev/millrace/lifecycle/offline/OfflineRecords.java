package dev.millrace.lifecycle.offline;

import dev.millrace.record.Attempt;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.OfflineCall;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Offline calls as records of shadow-predictions, with the route {@link Route#OFFLINE}.
 *
 * <p><i>Shape</i>: a call that was answered may be booked as lost as well, where its process died
 * between its record and its end in offline-calls. Both records have its id in the ledger in their
 * event's and the time of its entry in {@code receivedAt}, so that whoever counts calls takes the
 * first of them.
 */
final class OfflineRecords {

  private OfflineRecords() {}

  /** One that the endpoint answered. */
  static Prediction answered(OfflineCall call, OfflineCalls.Answer answer) {
    Attempt attempt = attempt(call, answer.startedAt(), answer.endedAt());
    attempt.setResult(Outcome.ANSWERED.name());
    attempt.setEndpointRequestId(answer.endpointId().orElse(null));
    attempt.setUsage(answer.usage().orElse(null));
    attempt.setCost(answer.cost().orElse(null));
    return prediction(call, attempt, answer.endedAt()).setOutcome(Outcome.ANSWERED).build();
  }

  /**
   * One of whose end nobody heard.
   *
   * <p><i>Shape</i>: of the same call always the same record, so that whoever counts calls counts
   * it once, however often it is booked.
   */
  static Prediction lost(OfflineCall call) {
    Attempt attempt = attempt(call, call.getStartedAt(), call.getLostAt());
    attempt.setResult(Cause.TIMEOUT.name());
    attempt.setUsage(call.getUsage());
    attempt.setUsageEstimated(true);
    attempt.setCost(call.getCost());
    return prediction(call, attempt, call.getLostAt())
        .setOutcome(Outcome.FAILED)
        .setCause(Cause.TIMEOUT.name())
        .setDetail("nobody heard how it ended: booked at the most that it can have taken")
        .build();
  }

  private static Attempt attempt(OfflineCall call, Instant startedAt, Instant endedAt) {
    return Attempt.newBuilder()
        .setNumber(1)
        .setModelId(call.getModelId())
        .setModelVersion(call.getModelVersion())
        .setStartedAt(startedAt)
        .setLatencyMillis(millis(startedAt, endedAt))
        .setResult("")
        .build();
  }

  private static Prediction.Builder prediction(OfflineCall call, Attempt attempt, Instant endedAt) {
    long waited = millis(call.getStartedAt(), attempt.getStartedAt());
    long called = attempt.getLatencyMillis();
    return Prediction.newBuilder()
        .setRequestId(call.getRequestId())
        .setEventId(call.getRun() + " " + call.getId())
        .setTenant(call.getTenant())
        .setPipeline(call.getPipeline())
        .setOutcome(Outcome.ANSWERED)
        .setModelId(call.getModelId())
        .setModelVersion(call.getModelVersion())
        .setRoute(Route.OFFLINE)
        .setAttempts(List.of(attempt))
        .setCost(attempt.getCost())
        .setLane(Lane.BULK)
        .setOccurredAt(call.getStartedAt())
        .setReceivedAt(call.getStartedAt())
        .setCompletedAt(endedAt)
        .setLatencies(new Latencies(waited, called, waited + called));
  }

  private static long millis(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis());
  }
}
