package dev.millrace.benchmarks.inference;

import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Lane;
import dev.millrace.record.Prompt;
import dev.millrace.record.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What requests of a kind have in common.
 *
 * @param maxTokens of an answer
 * @param lifetime from a request's making to its deadline
 */
record Template(
    String tenant,
    String pipeline,
    Lane lane,
    Task task,
    String system,
    List<String> labels,
    int maxTokens,
    Duration lifetime) {

  /** No deadline passes while something is measured. */
  private static final Duration LONG = Duration.ofHours(2);

  /** Of requests whose deadline does not pass. */
  Template(
      String tenant,
      String pipeline,
      Lane lane,
      Task task,
      String system,
      List<String> labels,
      int maxTokens) {
    this(tenant, pipeline, lane, task, system, labels, maxTokens, LONG);
  }

  Template of(String otherTenant) {
    return new Template(otherTenant, pipeline, lane, task, system, labels, maxTokens, lifetime);
  }

  Template in(Lane other) {
    return new Template(tenant, pipeline, other, task, system, labels, maxTokens, lifetime);
  }

  Template with(int otherMaxTokens) {
    return new Template(tenant, pipeline, lane, task, system, labels, otherMaxTokens, lifetime);
  }

  Template within(Duration otherLifetime) {
    return new Template(tenant, pipeline, lane, task, system, labels, maxTokens, otherLifetime);
  }

  /** The request with that number; the numbers of a bench are its own, whatever their template. */
  InferenceRequest request(String requestId, long number, String user) {
    Instant now = Instant.now();
    return InferenceRequest.newBuilder()
        .setRequestId(requestId)
        .setEventId("event-" + number)
        .setTenant(tenant)
        .setPipeline(pipeline)
        .setSpecRevision(1)
        .setTask(task)
        .setPrompt(new Prompt(system, user, labels))
        .setFeatures(Map.of())
        .setMaxTokens(maxTokens)
        .setLane(lane)
        .setOccurredAt(now)
        .setReceivedAt(now)
        .setDeadline(now.plus(lifetime))
        .build();
  }
}
