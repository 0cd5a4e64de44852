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
 */
record Template(
    String tenant,
    String pipeline,
    Lane lane,
    Task task,
    String system,
    List<String> labels,
    int maxTokens) {

  /** No deadline passes while something is measured. */
  private static final Duration LIFETIME = Duration.ofHours(2);

  Template of(String otherTenant) {
    return new Template(otherTenant, pipeline, lane, task, system, labels, maxTokens);
  }

  Template in(Lane other) {
    return new Template(tenant, pipeline, other, task, system, labels, maxTokens);
  }

  Template with(int otherMaxTokens) {
    return new Template(tenant, pipeline, lane, task, system, labels, otherMaxTokens);
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
        .setDeadline(now.plus(LIFETIME))
        .build();
  }
}
