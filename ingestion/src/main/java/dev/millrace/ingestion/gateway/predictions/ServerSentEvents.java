package dev.millrace.ingestion.gateway.predictions;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.telemetry.TraceContexts;
import dev.millrace.record.Prediction;
import dev.millrace.record.PredictionChunk;
import dev.millrace.schemas.json.RecordJson;
import io.opentelemetry.api.trace.SpanContext;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Writes predictions as server-sent events, and gathers them up to a piece that is worth sending.
 *
 * <p><i>Shape</i>: each block but those of chunks carries the positions behind it as its id, those
 * without an event too: a client that has them resumes there, without reading again what was not
 * for it.
 *
 * <p><i>Source</i>: HTML Living Standard, Server-sent events.
 */
final class ServerSentEvents {

  /** Larger pieces save little and hold up what is in them. */
  private static final int FULL_BYTES = 32 * 1024;

  private final ByteArrayOutputStream piece = new ByteArrayOutputStream();

  /** The first block: says where the stream begins, and how soon to come again when it breaks. */
  void begin(Positions at) {
    add(": predictions from here on\nretry: 2000\nid: " + at + "\n\n");
  }

  /** A prediction, with its trace where that is known; the positions are those behind it. */
  void add(Prediction prediction, SpanContext trace, Positions behind) {
    ObjectNode data = RecordJson.of(prediction);
    if (trace.isValid()) {
      data.put(TraceContexts.PARENT, TraceContexts.parent(trace));
    }
    // JSON escapes line ends, so the data is one line.
    add("event: prediction\nid: " + behind + "\ndata: " + data + "\n\n");
  }

  /**
   * A piece of an answer. It has no id: who resumes is told how the request ended, and of its
   * pieces those that are still to come.
   */
  void add(PredictionChunk chunk) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("requestId", chunk.getRequestId())
        .put("eventId", chunk.getEventId())
        .put("attempt", chunk.getAttempt())
        .put("sequence", chunk.getSequence())
        .put("text", chunk.getText());
    add("event: chunk\ndata: " + data + "\n\n");
  }

  /** A block without an event. */
  void heartbeat(Positions at) {
    add(": heartbeat\nid: " + at + "\n\n");
  }

  boolean isEmpty() {
    return piece.size() == 0;
  }

  boolean isFull() {
    return piece.size() >= FULL_BYTES;
  }

  /** What was gathered; then there is nothing. */
  ByteBuffer take() {
    ByteBuffer taken = ByteBuffer.wrap(piece.toByteArray());
    piece.reset();
    return taken;
  }

  private void add(String block) {
    piece.writeBytes(block.getBytes(UTF_8));
  }
}
