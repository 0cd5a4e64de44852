package dev.millrace.bedrock.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A model that a customization job has made.
 *
 * @param job as it was when it was completed
 */
public record CustomModel(TrainingJob job, Instant created) {

  /** 12 characters. */
  public String id() {
    return job.ids().model();
  }

  /** Its name for everybody. */
  public String arn() {
    return job.modelArn();
  }

  /** What the caller has called it. */
  public String name() {
    return job.request().modelName();
  }

  /** Whether a caller means this one. */
  boolean isCalled(String identifier) {
    return identifier.equals(arn()) || identifier.equals(name());
  }

  /** For the disk. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("created", created.toString());
    json.set("job", job.json());
    return json;
  }

  /** Reads it back from the disk. */
  static CustomModel of(JsonNode json) {
    return new CustomModel(
        TrainingJob.of(json.path("job")), Instant.parse(json.path("created").asText()));
  }
}
