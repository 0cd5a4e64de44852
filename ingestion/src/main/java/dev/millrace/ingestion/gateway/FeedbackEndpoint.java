package dev.millrace.ingestion.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.ingestion.json.StrictJson;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.record.Feedback;
import dev.millrace.schemas.RequestId;
import dev.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Takes feedback in: {@code POST /v1/pipelines/{pipeline}/feedback}.
 *
 * <p><i>Shape</i>: one JSON object, or NDJSON: {@code eventId} or {@code requestId}; {@code label},
 * {@code rating} (0 to 1), or both; {@code source}. All lines are taken, or none.
 */
final class FeedbackEndpoint {

  private final GatewayParts parts;

  FeedbackEndpoint(GatewayParts parts) {
    this.parts = parts;
  }

  CompletionStage<HttpReply> answer(String tenant, HttpCall call) {
    String pipeline = call.parameter("pipeline");
    if (parts.specs().apply(pipeline).isEmpty()) {
      return new Problem(404, "UNKNOWN_PIPELINE", "no pipeline of this name is applied")
          .reply()
          .done();
    }
    List<byte[]> lines;
    switch (call.mediaType()) {
      case EventBodies.JSON -> lines = List.of(call.body());
      case EventBodies.NDJSON ->
          lines =
              new String(call.body(), UTF_8)
                  .lines()
                  .filter(line -> !line.isBlank())
                  .map(line -> line.getBytes(UTF_8))
                  .toList();
      default -> {
        return new Problem(
                415,
                "UNSUPPORTED_CONTENT_TYPE",
                "feedback comes as " + EventBodies.JSON + " or " + EventBodies.NDJSON)
            .reply()
            .done();
      }
    }
    List<Feedback> all = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Optional<Feedback> feedback = read(tenant, pipeline, lines.get(i));
      if (feedback.isEmpty()) {
        return new Problem(
                400,
                "INVALID_FIELD",
                "line "
                    + (i + 1)
                    + " is no feedback: expected a JSON object with eventId or requestId, and label or rating (0 to 1)")
            .reply()
            .done();
      }
      all.add(feedback.get());
    }
    return publish(all);
  }

  private CompletionStage<HttpReply> publish(List<Feedback> all) {
    CompletableFuture<?>[] published =
        all.stream()
            .map(
                feedback ->
                    parts
                        .publisher()
                        .publish(Topics.FEEDBACK, feedback.getRequestId(), feedback)
                        .toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(published)
        .<HttpReply>thenApply(
            done ->
                HttpReply.of(
                    202,
                    EventBodies.JSON,
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("accepted", all.size())
                        .toString()
                        .getBytes(UTF_8)))
        .exceptionally(EventsEndpoint::unavailable);
  }

  private Optional<Feedback> read(String tenant, String pipeline, byte[] line) {
    if (!(StrictJson.parse(line) instanceof StrictJson.Parsed.Value value)
        || !value.node().isObject()) {
      return Optional.empty();
    }
    JsonNode node = value.node();
    String eventId = text(node, "eventId");
    String requestId =
        eventId == null ? text(node, "requestId") : RequestId.of(tenant, pipeline, eventId);
    String label = text(node, "label");
    JsonNode rating = node.path("rating");
    boolean isRated = rating.isNumber() && rating.doubleValue() >= 0 && rating.doubleValue() <= 1;
    if (requestId == null || (label == null && !isRated) || (node.has("rating") && !isRated)) {
      return Optional.empty();
    }
    String source = text(node, "source");
    return Optional.of(
        Feedback.newBuilder()
            .setRequestId(requestId)
            .setEventId(eventId)
            .setTenant(tenant)
            .setPipeline(pipeline)
            .setLabel(label)
            .setRating(isRated ? rating.doubleValue() : null)
            .setSource(source == null ? "http" : source)
            .setObservedAt(parts.clock().instant())
            .build());
  }

  private static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isTextual() && !value.asText().isEmpty() ? value.asText() : null;
  }
}
