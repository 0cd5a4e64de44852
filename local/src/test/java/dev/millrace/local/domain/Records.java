package dev.millrace.local.domain;

import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.record.Attempt;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Prompt;
import dev.millrace.record.RawEvent;
import dev.millrace.record.Stage;
import dev.millrace.record.Task;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.TrustedRecords;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records as tests need them. */
public final class Records {

  static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  static final String MODEL = "amazon.nova-micro-v1:0";

  /** A price of one dollar a token, so that sums can be read. */
  static final Pricing DOLLAR_A_TOKEN =
      (model, at, usage) ->
          model.equals(MODEL)
              ? Optional.of(BigDecimal.valueOf(usage.getInputTokens() + usage.getOutputTokens()))
              : Optional.empty();

  static {
    TrustedRecords.install();
  }

  private Records() {}

  public static String requestId(String eventId) {
    return RequestId.of("acme", "triage", eventId);
  }

  static RawEvent event(String id) {
    return RawEvent.newBuilder()
        .setId(id)
        .setTenant("acme")
        .setPipeline("triage")
        .setReceivedAt(NOON)
        .setContentType("application/json")
        .setPayload(ByteBuffer.wrap(new byte[] {'1'}))
        .build();
  }

  public static Prediction prediction(String eventId, Outcome outcome, Attempt... attempts) {
    return Prediction.newBuilder()
        .setRequestId(requestId(eventId))
        .setEventId(eventId)
        .setTenant("acme")
        .setPipeline("triage")
        .setOutcome(outcome)
        .setLabel(outcome == Outcome.ANSWERED ? "bug" : null)
        .setAttempts(List.of(attempts))
        .setCost(BigDecimal.ZERO.setScale(12))
        .setLane(Lane.INTERACTIVE)
        .setFeatures(Map.of())
        .setOccurredAt(NOON)
        .setReceivedAt(NOON)
        .setCompletedAt(NOON.plusMillis(30))
        .setLatencies(new Latencies(10L, 20L, 30L))
        .build();
  }

  static Attempt answered(String endpointRequestId, long tokens) {
    return attempt(endpointRequestId, usage(tokens), BigDecimal.valueOf(tokens).setScale(12));
  }

  /** A share of a call. */
  static Attempt share(String endpointRequestId, long tokens, int records) {
    Attempt attempt = answered(endpointRequestId, tokens);
    attempt.setRecords(records);
    return attempt;
  }

  /** A stream of which nobody knows what it took. */
  static Attempt brokenOff(String endpointRequestId, long estimate) {
    Attempt attempt = answered(endpointRequestId, estimate);
    attempt.setResult("TRANSPORT");
    attempt.setUsageEstimated(true);
    return attempt;
  }

  static Attempt withoutReply() {
    return attempt(null, null, null);
  }

  static Attempt attempt(
      @Nullable String endpointRequestId, @Nullable TokenUsage usage, @Nullable BigDecimal cost) {
    return Attempt.newBuilder()
        .setNumber(1)
        .setModelId(MODEL)
        .setModelVersion(1)
        .setStartedAt(NOON)
        .setLatencyMillis(20)
        .setResult(usage == null ? "TIMEOUT" : "ANSWERED")
        .setEndpointRequestId(endpointRequestId)
        .setUsage(usage)
        .setCost(cost)
        .build();
  }

  static TokenUsage usage(long tokens) {
    return TokenUsage.newBuilder().setInputTokens(tokens).setOutputTokens(0).build();
  }

  static MeteredCall call(String id, String eventId, long tokens) {
    return call(id, eventId, tokens, 1);
  }

  static MeteredCall call(String id, String eventId, long tokens, int attempt) {
    return new MeteredCall(
        id,
        NOON,
        MODEL,
        Optional.of(usage(tokens)),
        Optional.of(requestId(eventId)),
        Optional.of(attempt));
  }

  /** A request that is to be answered within a day. */
  static InferenceRequest request(String eventId) {
    return InferenceRequest.newBuilder()
        .setRequestId(requestId(eventId))
        .setEventId(eventId)
        .setTenant("acme")
        .setPipeline("triage")
        .setSpecRevision(1)
        .setTask(Task.GENERATION)
        .setPrompt(Prompt.newBuilder().setUser("work").build())
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(NOON)
        .setReceivedAt(NOON)
        .setDeadline(NOON.plus(Duration.ofDays(1)))
        .build();
  }

  public static DeadLetter setAside(int partition, long offset) {
    return letter(Stage.INGESTION, partition, offset, null);
  }

  static DeadLetter copyOfFailed(String eventId) {
    return letter(Stage.INFERENCE, 0, 0, requestId(eventId));
  }

  private static DeadLetter letter(
      Stage stage, int partition, long offset, @Nullable String requestId) {
    return DeadLetter.newBuilder()
        .setStage(stage)
        .setCause("MISSING_VARIABLE")
        .setDetail("the prompt asks for a field that the event does not have")
        .setRequestId(requestId)
        .setTopic(stage == Stage.INGESTION ? "raw-events" : "inference-requests")
        .setPartition(partition)
        .setOffset(offset)
        .setFailedAt(NOON)
        .build();
  }
}
