package dev.millrace.local.cost;

import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.Attempt;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.TrustedRecords;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/** Terminal records by chance, and what their calls cost, straightforwardly. */
final class CostTraffic {

  static final List<String> TENANTS = List.of("acme", "zenith", "default", "größer", "a/b");
  static final String PIPELINE = "letters";

  private static final List<String> MODELS =
      List.of("amazon.nova-micro-v1:0", "amazon.nova-lite-v1:0", "somebody.unknown-v1:0");
  private static final List<String> RESULTS =
      List.of("ANSWERED", "ANSWERED", "INVALID_ANSWER", "MODEL_ERROR");

  static {
    TrustedRecords.install();
  }

  private CostTraffic() {}

  /** Records of the two hours since an instant. */
  static List<Prediction> records(Random random, int count, Instant since) {
    List<Prediction> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Attempt> attempts = new ArrayList<>();
      Instant at = since.plusSeconds(random.nextInt(7_200));
      for (int number = 1; number <= 1 + random.nextInt(2); number++) {
        attempts.add(attempt(random, number, at.plusMillis(number)));
      }
      records.add(
          Prediction.newBuilder()
              .setRequestId(new UUID(random.nextLong(), i).toString())
              .setEventId(String.valueOf(i))
              .setTenant(TENANTS.get(random.nextInt(TENANTS.size())))
              .setPipeline(PIPELINE)
              .setOutcome(Outcome.ANSWERED)
              .setRoute(random.nextInt(4) == 0 ? Route.SHADOW : Route.CHAMPION)
              .setAttempts(attempts)
              .setLane(Lane.INTERACTIVE)
              .setOccurredAt(at)
              .setReceivedAt(at)
              .setCompletedAt(at.plusSeconds(1))
              .setLatencies(new Latencies(0L, 0L, 0L))
              .build());
    }
    return records;
  }

  /** Cost of every window, and its calls, with and without a price, by its name. */
  static Map<String, String> computed(List<Prediction> records) {
    PriceBook book = PriceBook.starter();
    Map<String, BigDecimal> money = new TreeMap<>();
    Map<String, Long> calls = new TreeMap<>();
    Map<String, Long> unpriced = new TreeMap<>();
    for (Prediction record : records) {
      for (Attempt attempt : record.getAttempts()) {
        var cost = book.cost(attempt.getModelId(), attempt.getStartedAt(), attempt.getUsage());
        for (CostWindow window : CostWindow.values()) {
          Instant start = Instant.ofEpochMilli(window.start(attempt.getStartedAt().toEpochMilli()));
          String name =
              name(record.getTenant(), attempt.getModelId(), start, start.plus(window.length()));
          money.merge(name, cost.orElse(BigDecimal.ZERO.setScale(12)), BigDecimal::add);
          calls.merge(name, 1L, Long::sum);
          unpriced.merge(name, cost.isPresent() ? 0L : 1L, Long::sum);
        }
      }
    }
    Map<String, String> all = new TreeMap<>();
    money.forEach(
        (name, amount) -> all.put(name, figures(amount, calls.get(name), unpriced.get(name))));
    return all;
  }

  /** The same of a record of a window. */
  static String figures(CostMetric metric) {
    return figures(
        metric.getTotal().getCost(),
        metric.getTotal().getCalls(),
        metric.getTotal().getUnpricedCalls());
  }

  /** What tells a window from all others. */
  static String name(CostMetric metric) {
    return name(
        metric.getTenant(), metric.getModelId(), metric.getWindowStart(), metric.getWindowEnd());
  }

  private static String figures(BigDecimal cost, long calls, long unpriced) {
    return cost.toPlainString() + " USD, " + calls + " calls, " + unpriced + " unpriced";
  }

  private static String name(String tenant, String modelId, Instant start, Instant end) {
    return tenant + " " + modelId + " " + start + " " + end;
  }

  private static Attempt attempt(Random random, int number, Instant at) {
    return Attempt.newBuilder()
        .setNumber(number)
        .setModelId(MODELS.get(random.nextInt(MODELS.size())))
        .setModelVersion(1)
        .setStartedAt(at)
        .setLatencyMillis(1)
        .setResult(RESULTS.get(random.nextInt(RESULTS.size())))
        .setEndpointRequestId(new UUID(random.nextLong(), number).toString())
        .setServiceTier("default")
        .setUsage(
            new TokenUsage((long) random.nextInt(9_000), (long) random.nextInt(900), 0L, 0L, 0L))
        .build();
  }
}
