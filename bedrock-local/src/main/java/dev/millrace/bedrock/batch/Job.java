package dev.millrace.bedrock.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A job as it stands.
 *
 * @param id 12 characters
 * @param token a call with the same one is the same call
 * @param inputs what is answered, in this order; known once it is validated
 * @param counts what was done; on the disk, as of the last change of the status
 */
public record Job(
    String id,
    JobRequest request,
    String token,
    Instant submitted,
    Standing standing,
    List<Input> inputs,
    JobCounts counts) {

  /**
   * Its status.
   *
   * @param since when it changed to that
   * @param message why it failed, where it did
   */
  public record Standing(JobStatus status, Instant since, Optional<String> message) {

    Standing(JobStatus status, Instant since) {
      this(status, since, Optional.empty());
    }
  }

  /**
   * A file of records.
   *
   * @param name what its output is called after
   * @param records how many there are
   */
  public record Input(String name, int records) {}

  public Job {
    inputs = List.copyOf(inputs);
  }

  /** One that was just asked for. */
  static Job asked(String id, JobRequest request, String token, Instant at) {
    Standing standing = new Standing(JobStatus.SUBMITTED, at);
    return new Job(id, request, token, at, standing, List.of(), JobCounts.of(0));
  }

  /** Its status. */
  public JobStatus status() {
    return standing.status();
  }

  /** When it is given up at the latest. */
  public Instant expires() {
    return submitted.plus(request.timeout());
  }

  Job with(Standing other) {
    return new Job(id, request, token, submitted, other, inputs, counts);
  }

  /** The same, validated. */
  Job with(List<Input> known) {
    int total = known.stream().mapToInt(Input::records).sum();
    return new Job(id, request, token, submitted, standing, known, JobCounts.of(total));
  }

  Job with(JobCounts done) {
    return new Job(id, request, token, submitted, standing, inputs, done);
  }

  /** For the disk. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id).put("token", token).put("submitted", submitted.toString());
    json.put("status", standing.status().word()).put("since", standing.since().toString());
    standing.message().ifPresent(why -> json.put("message", why));
    ArrayNode files = json.putArray("inputs");
    inputs.forEach(
        input -> files.addObject().put("name", input.name()).put("records", input.records()));
    json.set("counts", counts.manifest());
    json.set("request", request.json());
    return json;
  }

  /** Reads it back from the disk. */
  static Job of(JsonNode json) {
    List<Input> inputs = new ArrayList<>();
    json.path("inputs")
        .forEach(
            file ->
                inputs.add(new Input(file.path("name").asText(), file.path("records").asInt())));
    Standing standing =
        new Standing(
            JobStatus.of(json.path("status").asText())
                .orElseThrow(() -> new IllegalArgumentException("a job has no status")),
            Instant.parse(json.path("since").asText()),
            Optional.ofNullable(json.path("message").textValue()));
    return new Job(
        json.path("id").asText(),
        JobRequest.of(json.path("request")),
        json.path("token").asText(),
        Instant.parse(json.path("submitted").asText()),
        standing,
        inputs,
        JobCounts.of(json.path("counts")));
  }
}
