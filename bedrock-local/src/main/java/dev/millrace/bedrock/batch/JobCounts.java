package dev.millrace.bedrock.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.model.TokenUsage;

/**
 * What was done of a job.
 *
 * @param total records that it has
 */
public record JobCounts(int total, int succeeded, int failed, long inputTokens, long outputTokens) {

  /** Of a job that has not begun. */
  static JobCounts of(int total) {
    return new JobCounts(total, 0, 0, 0, 0);
  }

  /** How many records have an answer or an error. */
  public int processed() {
    return succeeded + failed;
  }

  JobCounts success(TokenUsage usage) {
    return new JobCounts(
        total,
        succeeded + 1,
        failed,
        inputTokens + usage.inputTokens(),
        outputTokens + usage.outputTokens());
  }

  JobCounts failure() {
    return new JobCounts(total, succeeded, failed + 1, inputTokens, outputTokens);
  }

  /** Reads a manifest back. */
  static JobCounts of(JsonNode manifest) {
    return new JobCounts(
        manifest.path("totalRecordCount").asInt(),
        manifest.path("successRecordCount").asInt(),
        manifest.path("errorRecordCount").asInt(),
        manifest.path("inputTokenCount").asLong(),
        manifest.path("outputTokenCount").asLong());
  }

  /** As the manifest of the output has it. */
  ObjectNode manifest() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("totalRecordCount", total)
        .put("processedRecordCount", processed())
        .put("successRecordCount", succeeded)
        .put("errorRecordCount", failed)
        .put("inputTokenCount", inputTokens)
        .put("outputTokenCount", outputTokens);
  }
}
