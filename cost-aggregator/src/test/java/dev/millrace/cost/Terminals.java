package dev.millrace.cost;

import dev.millrace.record.Attempt;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Terminal records of the tests. */
final class Terminals {

  static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  static final String NOVA = "amazon.nova-micro-v1:0";
  static final String UNPRICED = "somebody.unknown-v1:0";

  private Terminals() {}

  /** Of a request with these calls, completed a second after the last one began. */
  static Prediction.Builder of(String requestId, Attempt... attempts) {
    Instant last = attempts.length == 0 ? NOON : attempts[attempts.length - 1].getStartedAt();
    return Prediction.newBuilder()
        .setRequestId(requestId)
        .setEventId("event-" + requestId)
        .setTenant("acme")
        .setPipeline("letters")
        .setOutcome(Outcome.ANSWERED)
        .setText("content that no window may hold")
        .setRoute(Route.CHAMPION)
        .setAttempts(List.of(attempts))
        .setCost(BigDecimal.ZERO.setScale(12))
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(last)
        .setReceivedAt(last)
        .setCompletedAt(last.plusSeconds(1))
        .setLatencies(new Latencies(0L, 0L, 0L));
  }

  /** The same of a shadow. */
  static Prediction shadow(String requestId, Attempt... attempts) {
    return of(requestId, attempts).setRoute(Route.SHADOW).build();
  }

  /** An answered call. */
  static Attempt.Builder call(int number, Instant at, TokenUsage usage) {
    return Attempt.newBuilder()
        .setNumber(number)
        .setModelId(NOVA)
        .setModelVersion(3)
        .setStartedAt(at)
        .setLatencyMillis(1000)
        .setResult("ANSWERED")
        .setEndpointRequestId("call-" + at.toEpochMilli() + "-" + number)
        .setServiceTier("default")
        .setUsage(usage);
  }

  static TokenUsage tokens(long input, long output) {
    return new TokenUsage(input, output, 0L, 0L, 0L);
  }
}
