package dev.millrace.benchmarks.cost;

import dev.millrace.record.Attempt;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Predictions of many tenants, as classification makes them, by chance.
 *
 * @param random what they are drawn by
 * @param since when the first of them began
 * @param step from one to the next
 */
public record PredictionsByChance(Random random, Instant since, Duration step) {

  private static final int TENANTS = 500;
  private static final List<String> PIPELINES = List.of("support", "intents");
  private static final List<String> MODELS =
      List.of("amazon.nova-micro-v1:0", "amazon.nova-lite-v1:0");
  private static final BigDecimal COST = new BigDecimal("0.000012345000");

  /** The next one: one call in twenty was made again. */
  public Prediction next(int run, int number) {
    Instant at = since.plus(step.multipliedBy(number));
    boolean again = random.nextInt(20) == 0;
    Attempt last = attempt(again ? 2 : 1, "ANSWERED", at);
    return Prediction.newBuilder()
        .setRequestId(new UUID(run, number).toString())
        .setEventId("ticket-" + number)
        .setTenant("tenant-" + random.nextInt(TENANTS))
        .setPipeline(PIPELINES.get(random.nextInt(PIPELINES.size())))
        .setOutcome(Outcome.ANSWERED)
        .setLabel("card arrival")
        .setModelId(last.getModelId())
        .setModelVersion(last.getModelVersion())
        .setRoute(Route.CHAMPION)
        .setSpecRevision(3)
        .setPromptRevision(2)
        .setStopReason("end_turn")
        .setAttempts(again ? List.of(attempt(1, "INVALID_ANSWER", at), last) : List.of(last))
        .setCost(COST)
        .setLane(random.nextInt(10) == 0 ? Lane.BULK : Lane.INTERACTIVE)
        .setSegment("web")
        .setFeatures(Map.of("length", (double) random.nextInt(900), "tier", "gold"))
        .setOccurredAt(at)
        .setReceivedAt(at)
        .setCompletedAt(at.plusMillis(400))
        .setLatencies(new Latencies(5L, 390L, 400L))
        .build();
  }

  private Attempt attempt(int number, String result, Instant at) {
    return Attempt.newBuilder()
        .setNumber(number)
        .setModelId(MODELS.get(random.nextInt(MODELS.size())))
        .setModelVersion(4)
        .setStartedAt(at)
        .setLatencyMillis(390)
        .setModelLatencyMillis(350L)
        .setResult(result)
        .setEndpointRequestId(new UUID(random.nextLong(), number).toString())
        .setServiceTier("default")
        .setUsage(new TokenUsage((long) random.nextInt(900), (long) random.nextInt(16), 0L, 0L, 0L))
        .setCost(COST)
        .build();
  }
}
