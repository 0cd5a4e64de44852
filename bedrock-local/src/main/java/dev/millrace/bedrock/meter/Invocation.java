package dev.millrace.bedrock.meter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * One answered call, as Bedrock's model invocation logging has it, without the bodies.
 *
 * @param requestId the endpoint's own id of the call
 * @param operation such as Converse
 * @param metadata what the caller wrote into requestMetadata
 */
public record Invocation(
    Instant at,
    String requestId,
    String operation,
    String modelId,
    long inputTokens,
    long outputTokens,
    Map<String, String> metadata) {

  public Invocation {
    metadata = Map.copyOf(metadata);
  }

  /** The log record. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schemaType", "ModelInvocationLog")
        .put("schemaVersion", "1.0")
        .put("timestamp", at.toString());
    json.put("requestId", requestId).put("operation", operation).put("modelId", modelId);
    json.putObject("input").put("inputTokenCount", inputTokens);
    json.putObject("output").put("outputTokenCount", outputTokens);
    ObjectNode tags = json.putObject("requestMetadata");
    new TreeMap<>(metadata).forEach(tags::put);
    return json;
  }

  /** Reads a log record back. */
  static Invocation of(JsonNode json) {
    Map<String, String> metadata = new TreeMap<>();
    json.path("requestMetadata")
        .properties()
        .forEach(tag -> metadata.put(tag.getKey(), tag.getValue().asText()));
    return new Invocation(
        Instant.parse(json.path("timestamp").asText()),
        json.path("requestId").asText(),
        json.path("operation").asText(),
        json.path("modelId").asText(),
        json.path("input").path("inputTokenCount").asLong(),
        json.path("output").path("outputTokenCount").asLong(),
        metadata);
  }
}
