package dev.millrace.bedrock.meter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One answered call, as Bedrock's model invocation logging has it, without the bodies.
 *
 * @param requestId the endpoint's own id of the call; of a record of a batch job, the job's id and
 *     the record's with a slash between them
 * @param operation such as Converse
 * @param modelId as the caller named it
 * @param metadata what the caller wrote into requestMetadata
 * @param baseModelId what answered, where the caller named something that stands for it
 * @param batch the record that it was of a batch job, where it was one
 */
public record Invocation(
    Instant at,
    String requestId,
    String operation,
    String modelId,
    long inputTokens,
    long outputTokens,
    Map<String, String> metadata,
    Optional<String> baseModelId,
    Optional<BatchRecord> batch) {

  /** Which record of which job it was. */
  public record BatchRecord(String jobId, String recordId) {}

  private static final String BATCH = "batch";

  public Invocation {
    metadata = Map.copyOf(metadata);
  }

  /** A call of the runtime, of a model by its own id. */
  public Invocation(
      Instant at,
      String requestId,
      String operation,
      String modelId,
      long inputTokens,
      long outputTokens,
      Map<String, String> metadata) {
    this(
        at,
        requestId,
        operation,
        modelId,
        inputTokens,
        outputTokens,
        metadata,
        Optional.empty(),
        Optional.empty());
  }

  /** The log record; what Bedrock's own does not have stands at its end. */
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
    baseModelId.ifPresent(base -> json.put("baseModelId", base));
    batch.ifPresent(
        record ->
            json.put("serviceTier", BATCH)
                .put("batchJobId", record.jobId())
                .put("batchRecordId", record.recordId()));
    return json;
  }

  /** Reads a log record back. */
  public static Invocation of(JsonNode json) {
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
        metadata,
        Optional.ofNullable(json.path("baseModelId").textValue()),
        Optional.ofNullable(json.path("batchJobId").textValue())
            .map(job -> new BatchRecord(job, json.path("batchRecordId").asText())));
  }
}
