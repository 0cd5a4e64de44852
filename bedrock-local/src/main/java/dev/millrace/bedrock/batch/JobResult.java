package dev.millrace.bedrock.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.api.RecordAnswers.Outcome;
import dev.millrace.bedrock.meter.Invocation;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What became of one record.
 *
 * @param line what the output says of it
 * @param billed what the meter says of it; nothing where it failed
 */
record JobResult(JsonNode line, Optional<Invocation> billed) {

  private static final String REQUEST_ID = "requestId";

  /** Of a record of a job. */
  static JobResult of(Job job, JsonNode record, Outcome outcome, Instant at) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.set("modelInput", record.path("modelInput"));
    if (outcome instanceof Outcome.Answered answered) {
      line.set("modelOutput", answered.body());
      line.set("recordId", record.path("recordId"));
      return new JobResult(
          line, Optional.of(billed(job, record.path("recordId").asText(), answered, at)));
    }
    if (outcome instanceof Outcome.Failed failed) {
      line.putObject("error").put("errorCode", failed.code()).put("errorMessage", failed.message());
      line.set("recordId", record.path("recordId"));
      return new JobResult(line, Optional.empty());
    }
    throw new AssertionError(outcome);
  }

  /** Where a record says nothing of the request it was made for, its id is that of the request. */
  private static Invocation billed(
      Job job, String recordId, Outcome.Answered answered, Instant at) {
    Map<String, String> metadata = new TreeMap<>(answered.metadata());
    metadata.putIfAbsent(REQUEST_ID, recordId);
    return new Invocation(
        at,
        job.id() + "/" + recordId,
        job.request().kind().word(),
        job.request().modelId(),
        answered.usage().inputTokens(),
        answered.usage().outputTokens(),
        metadata,
        answered.baseModelId(),
        Optional.of(new Invocation.BatchRecord(job.id(), recordId)));
  }

  /** For the disk. */
  byte[] bytes() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("line", line);
    billed.ifPresent(call -> json.set("billed", call.json()));
    return json.toString().getBytes(UTF_8);
  }

  /** Reads it back from the disk. */
  static JobResult of(byte[] bytes) {
    JsonNode json = JobFolder.read(bytes);
    return new JobResult(
        json.path("line"),
        Optional.of(json.path("billed")).filter(JsonNode::isObject).map(Invocation::of));
  }
}
