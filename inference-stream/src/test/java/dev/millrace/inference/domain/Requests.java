package dev.millrace.inference.domain;

import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Lane;
import dev.millrace.record.Prompt;
import dev.millrace.record.Route;
import dev.millrace.record.Task;
import dev.millrace.record.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Requests and answers to test with. */
public final class Requests {

  public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
  public static final Duration LIFETIME = Duration.ofHours(24);
  public static final ModelRoute NOVA = new ModelRoute("amazon.nova-micro-v1:0", 3, Route.CHAMPION);
  public static final Routes ONLY_NOVA = new Routes(List.of(NOVA));
  public static final ModelRoute CANDIDATE =
      new ModelRoute("amazon.nova-lite-v1:0", 4, Route.SHADOW);
  public static final Routes SHADOWED_NOVA = new Routes(List.of(NOVA), Optional.of(CANDIDATE));
  public static final TokenUsage USAGE = new TokenUsage(100L, 10L, 0L, 0L, 0L);

  private Requests() {}

  /** Four calls at most, nothing is stopped, nothing was asked before. */
  static RequestCourse.Rules rules(Pricing pricing) {
    return new RequestCourse.Rules(
        new RetryPolicy(
            new RetryPolicy.Limits(4, Duration.ofMillis(100), Duration.ofSeconds(1)),
            new Random(1)),
        new AnswerParser(Optional::of),
        pricing,
        KillSwitches.NONE,
        new ResponseCache(new ResponseCache.Bounds(10, 10_000)),
        new AnswerLengths());
  }

  public static InferenceRequest classification() {
    return request(Task.CLASSIFICATION, "Classify the ticket.", List.of("billing", "bug"));
  }

  public static InferenceRequest of(Task task) {
    return request(task, "Do it.", List.of());
  }

  public static InferenceRequest request(Task task, String system, List<String> labels) {
    return InferenceRequest.newBuilder()
        .setRequestId("request-1")
        .setEventId("event-1")
        .setTenant("default")
        .setPipeline("tickets")
        .setSpecRevision(1)
        .setTask(task)
        .setPrompt(new Prompt(system, "My invoice is wrong.", labels))
        .setFeatures(Map.of())
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(BEGINNING)
        .setReceivedAt(BEGINNING)
        .setDeadline(BEGINNING.plus(LIFETIME))
        .build();
  }

  public static CallResult answer(String text) {
    return answer(text, "end_turn", Optional.of(USAGE));
  }

  public static CallResult answer(String text, String stopReason, Optional<TokenUsage> usage) {
    return new CallResult.Answered(
        new CallResult.Content.Text(text),
        stopReason,
        new CallResult.Report(
            Optional.of("endpoint-1"), usage, Optional.of(7L), Optional.of("default")));
  }
}
