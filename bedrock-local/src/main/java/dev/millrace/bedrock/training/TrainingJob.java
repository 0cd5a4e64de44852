package dev.millrace.bedrock.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.api.Arns;
import java.time.Instant;
import java.util.Optional;

/**
 * A customization job as it stands.
 *
 * @param ids its own, and that of the model that it makes
 * @param token a call with the same one is the same call
 * @param metrics known once it is completed
 */
public record TrainingJob(
    Ids ids,
    TrainingRequest request,
    String token,
    Instant created,
    Standing standing,
    Optional<TrainingMetrics> metrics) {

  /**
   * What it is known by.
   *
   * @param job 12 characters
   * @param model 12 characters
   */
  public record Ids(String job, String model) {}

  /**
   * Its status.
   *
   * @param since when it changed to that
   * @param message why it failed, where it did
   */
  public record Standing(TrainingStatus status, Instant since, Optional<String> message) {

    Standing(TrainingStatus status, Instant since) {
      this(status, since, Optional.empty());
    }
  }

  /** One that was just asked for. */
  static TrainingJob asked(Ids ids, TrainingRequest request, String token, Instant at) {
    Standing standing = new Standing(TrainingStatus.IN_PROGRESS, at);
    return new TrainingJob(ids, request, token, at, standing, Optional.empty());
  }

  /** Its status. */
  public TrainingStatus status() {
    return standing.status();
  }

  /** Its name for everybody. */
  public String arn() {
    return Arns.customization(request.base(), ids.job());
  }

  /** The name of the model that it makes. */
  public String modelArn() {
    return Arns.customModel(request.base(), ids.model());
  }

  /** Whether a caller means this one. */
  boolean isCalled(String identifier) {
    return identifier.equals(arn())
        || identifier.equals(ids.job())
        || identifier.equals(request.name());
  }

  TrainingJob with(Standing other) {
    return new TrainingJob(ids, request, token, created, other, metrics);
  }

  TrainingJob with(TrainingMetrics known) {
    return new TrainingJob(ids, request, token, created, standing, Optional.of(known));
  }

  /** For the disk. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", ids.job()).put("model", ids.model()).put("token", token);
    json.put("created", created.toString()).put("status", standing.status().word());
    json.put("since", standing.since().toString());
    standing.message().ifPresent(why -> json.put("message", why));
    metrics.ifPresent(known -> json.set("metrics", known.json()));
    json.set("request", request.json());
    return json;
  }

  /** Reads it back from the disk. */
  static TrainingJob of(JsonNode json) {
    Standing standing =
        new Standing(
            TrainingStatus.of(json.path("status").asText())
                .orElseThrow(() -> new IllegalArgumentException("a job has no status")),
            Instant.parse(json.path("since").asText()),
            Optional.ofNullable(json.path("message").textValue()));
    return new TrainingJob(
        new Ids(json.path("id").asText(), json.path("model").asText()),
        TrainingRequest.of(json.path("request")),
        json.path("token").asText(),
        Instant.parse(json.path("created").asText()),
        standing,
        json.has("metrics")
            ? Optional.of(TrainingMetrics.of(json.path("metrics")))
            : Optional.empty());
  }
}
