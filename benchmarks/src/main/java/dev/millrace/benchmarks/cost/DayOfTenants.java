package dev.millrace.benchmarks.cost;

import dev.millrace.platform.pricing.PriceBook;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Predictions of a day, at moments by chance, each with a call to each of five models. */
final class DayOfTenants {

  private static final long SEED = 20_261_126;
  private static final List<String> MODELS =
      List.of(
          "amazon.nova-micro-v1:0",
          "amazon.nova-lite-v1:0",
          "amazon.nova-pro-v1:0",
          "anthropic.claude-3-haiku-20240307-v1:0",
          "meta.llama3-1-8b-instruct-v1:0");
  private static final int SECONDS = (int) Duration.ofDays(1).toSeconds() - 120;

  private final PriceBook book = PriceBook.starter();
  private final Random random;
  private final Instant since;
  private long calls;
  private BigDecimal cost = BigDecimal.ZERO;

  /** What was put in. */
  record Put(long calls, BigDecimal cost) {}

  DayOfTenants(int run, Instant since) {
    this.random = new Random(SEED + run);
    this.since = since;
  }

  /** All that was put in so far. */
  Put put() {
    return new Put(calls, cost);
  }

  /** The next one of a tenant. */
  Prediction next(int tenant) {
    Instant at = since.plusSeconds(random.nextInt(SECONDS));
    List<Attempt> attempts = new ArrayList<>();
    for (String model : MODELS) {
      attempts.add(attempt(attempts.size() + 1, model, at.plusSeconds(attempts.size())));
    }
    Instant end = at.plusSeconds(MODELS.size());
    return Prediction.newBuilder()
        .setRequestId(new UUID(random.nextLong(), tenant).toString())
        .setEventId("event-" + tenant)
        .setTenant("tenant-" + tenant)
        .setPipeline("letters")
        .setOutcome(Outcome.ANSWERED)
        .setRoute(Route.FALLBACK)
        .setAttempts(attempts)
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(at)
        .setReceivedAt(at)
        .setCompletedAt(end)
        .setLatencies(new Latencies(0L, 0L, 0L))
        .build();
  }

  private Attempt attempt(int number, String model, Instant at) {
    TokenUsage usage =
        new TokenUsage((long) random.nextInt(900), (long) random.nextInt(99), 0L, 0L, 0L);
    calls++;
    cost = cost.add(book.cost(model, at, usage).orElse(BigDecimal.ZERO));
    return Attempt.newBuilder()
        .setNumber(number)
        .setModelId(model)
        .setModelVersion(1)
        .setStartedAt(at)
        .setLatencyMillis(1)
        .setResult(number < MODELS.size() ? "INVALID_ANSWER" : "ANSWERED")
        .setEndpointRequestId(new UUID(random.nextLong(), number).toString())
        .setServiceTier("default")
        .setUsage(usage)
        .build();
  }
}
