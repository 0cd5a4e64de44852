package dev.millrace.ingestion.gateway.predictions;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.PredictionChunk;
import dev.millrace.record.Stage;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.TrustedRecords;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Instant;
import java.util.List;

/** Ends of requests for tests. */
public final class Ends {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  static {
    TrustedRecords.install();
  }

  private Ends() {}

  /** Acme's event of that id in pipeline letters, answered with a. */
  public static Prediction answered(String eventId) {
    return answered("acme", "letters", eventId);
  }

  /** An event that was answered with a. */
  public static Prediction answered(String tenant, String pipeline, String eventId) {
    return Prediction.newBuilder()
        .setRequestId(RequestId.of(tenant, pipeline, eventId))
        .setEventId(eventId)
        .setTenant(tenant)
        .setPipeline(pipeline)
        .setOutcome(Outcome.ANSWERED)
        .setLabel("a")
        .setAttempts(List.of())
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(NOW)
        .setReceivedAt(NOW)
        .setCompletedAt(NOW)
        .setLatencies(new Latencies(1L, 2L, 3L))
        .build();
  }

  /** The end of a request of which no trace is known. */
  public static Ending.Predicted untraced(Prediction prediction) {
    return new Ending.Predicted(prediction, SpanContext.getInvalid());
  }

  /** A piece of the answer to acme's event of that id in pipeline letters. */
  public static PredictionChunk chunk(String eventId, int attempt, int sequence, String text) {
    return chunk("acme", "letters", eventId)
        .setAttempt(attempt)
        .setSequence(sequence)
        .setText(text)
        .build();
  }

  /** The first piece of an answer. */
  public static PredictionChunk.Builder chunk(String tenant, String pipeline, String eventId) {
    return PredictionChunk.newBuilder()
        .setRequestId(RequestId.of(tenant, pipeline, eventId))
        .setEventId(eventId)
        .setTenant(tenant)
        .setPipeline(pipeline)
        .setAttempt(1)
        .setSequence(0)
        .setText("a")
        .setAt(NOW);
  }

  /** Acme's event of that id in pipeline letters, which lacks a field of the prompt. */
  public static DeadLetter setAside(String eventId) {
    return DeadLetter.newBuilder()
        .setStage(Stage.INGESTION)
        .setCause("MISSING_VARIABLE")
        .setDetail("the event has no text")
        .setTenant("acme")
        .setPipeline("letters")
        .setEventId(eventId)
        .setTopic("raw-events")
        .setPartition(0)
        .setOffset(0)
        .setFailedAt(NOW)
        .build();
  }
}
