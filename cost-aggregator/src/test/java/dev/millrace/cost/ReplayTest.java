package dev.millrace.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.Attempt;
import dev.millrace.record.Lane;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The final windows are the same bytes, whatever becomes of the order of what they are made of. */
class ReplayTest {

  @BeforeAll
  static void trustRecords() {
    List<Topic<?>> unused = Topics.all();
  }

  private static final long SEED = 20_261_126;
  private static final int RECORDS = 4_000;
  private static final List<String> TENANTS = List.of("acme", "a/b", "größer", "a");
  private static final List<String> PIPELINES = List.of("letters", "b/letters");
  private static final List<String> MODELS =
      List.of("amazon.nova-micro-v1:0", "amazon.nova-lite-v1:0", Terminals.UNPRICED);
  private static final List<String> RESULTS =
      List.of("ANSWERED", "ANSWERED", "ANSWERED", "INVALID_ANSWER", "TRANSPORT", "THROTTLED");
  private static final PriceBook BOOK = PriceBook.starter();
  private static final BookRates RATES = new BookRates(() -> BOOK);

  private final Random random = new Random(SEED);

  @Test
  void givesTheSameWindowsShuffledDoubledAndDivided() {
    List<Prediction> records = records();
    Instance one = new Instance(RATES);
    records.forEach(record -> one.take(record, record.getCompletedAt()));
    one.pass();
    Map<String, Aggregator.Written> once = one.newest();

    List<Prediction> again = new ArrayList<>(records);
    for (Prediction record : records) {
      if (random.nextInt(5) == 0) {
        again.add(Prediction.newBuilder(record).build());
      }
    }
    Collections.shuffle(again, random);
    Instance left = new Instance(RATES);
    Instance right = new Instance(RATES);
    for (Prediction record : again) {
      int partition =
          Math.floorMod((record.getTenant() + "/" + record.getPipeline()).hashCode(), 2);
      Instance instance = partition == 0 ? left : right;
      instance.take(record, Terminals.NOON.plus(Duration.ofDays(3)));
      if (random.nextInt(100) == 0) {
        instance.pass();
      }
    }
    left.pass();
    right.pass();
    Map<String, Aggregator.Written> replayed = new TreeMap<>(left.newest());
    replayed.putAll(right.newest());

    assertThat(replayed.keySet()).as("seed %d", SEED).isEqualTo(once.keySet());
    replayed.forEach(
        (window, written) ->
            assertThat(written.bytes())
                .as("%s, seed %d", window, SEED)
                .isEqualTo(Objects.requireNonNull(once.get(window)).bytes()));
    assertThat(sums(once)).as("seed %d", SEED).isEqualTo(computed(records));
  }

  /** Cost of each window, and calls without one, out of the records that were written. */
  private static Map<String, String> sums(Map<String, Aggregator.Written> newest) {
    Map<String, String> sums = new TreeMap<>();
    newest.forEach(
        (name, written) ->
            sums.put(
                name,
                written.metric().getTotal().getCost().toPlainString()
                    + " "
                    + written.metric().getTotal().getUnpricedCalls()));
    return sums;
  }

  private List<Prediction> records() {
    List<Prediction> records = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      List<Attempt> attempts = new ArrayList<>();
      Instant at = Terminals.NOON.plusSeconds(random.nextInt(2 * 24 * 3600));
      int calls = 1 + random.nextInt(3);
      for (int number = 1; number <= calls; number++) {
        attempts.add(attempt(number, at.plusSeconds(30L * number)));
      }
      String id = new UUID(SEED, i / 2).toString();
      records.add(
          Terminals.of(id, attempts.toArray(Attempt[]::new))
              .setTenant(TENANTS.get(i / 2 % TENANTS.size()))
              .setPipeline(PIPELINES.get(i / 8 % PIPELINES.size()))
              .setRoute(i % 2 == 0 ? Route.CHAMPION : Route.SHADOW)
              .setLane(random.nextBoolean() ? Lane.BULK : Lane.INTERACTIVE)
              .build());
    }
    return records;
  }

  private Attempt attempt(int number, Instant at) {
    String result = RESULTS.get(random.nextInt(RESULTS.size()));
    boolean isPaid =
        !result.equals("THROTTLED") && !(result.equals("TRANSPORT") && random.nextBoolean());
    TokenUsage usage =
        new TokenUsage(
            (long) random.nextInt(100_000),
            (long) random.nextInt(4_000),
            random.nextInt(4) == 0 ? 1_000L : 0L,
            random.nextInt(20) == 0 ? 7L : 0L,
            0L);
    return Terminals.call(number, at, usage)
        .setModelId(MODELS.get(random.nextInt(MODELS.size())))
        .setModelVersion(random.nextInt(3))
        .setServiceTier(
            random.nextInt(4) == 0 ? "batch" : random.nextInt(4) == 0 ? null : "default")
        .setResult(result)
        .setEndpointRequestId(new UUID(random.nextLong(), number).toString())
        .setUsage(isPaid ? usage : null)
        .setUsageEstimated(isPaid && result.equals("TRANSPORT"))
        .build();
  }

  /** The same, straightforwardly: call by call, each at its own price. */
  private static Map<String, String> computed(List<Prediction> records) {
    Map<String, BigDecimal> money = new HashMap<>();
    Map<String, Long> unpriced = new HashMap<>();
    for (Prediction record : records) {
      for (Attempt attempt : record.getAttempts()) {
        if (attempt.getUsage() == null) {
          continue;
        }
        var cost =
            "batch".equals(attempt.getServiceTier())
                ? BOOK.batchCost(attempt.getModelId(), attempt.getStartedAt(), attempt.getUsage())
                : BOOK.cost(attempt.getModelId(), attempt.getStartedAt(), attempt.getUsage());
        for (CostWindow window : CostWindow.values()) {
          long start = window.start(attempt.getStartedAt().toEpochMilli());
          String name =
              String.join(
                  " ",
                  record.getTenant(),
                  record.getPipeline(),
                  attempt.getModelId(),
                  String.valueOf(attempt.getModelVersion()),
                  String.valueOf(attempt.getServiceTier()),
                  record.getLane().name(),
                  Instant.ofEpochMilli(start).toString(),
                  Instant.ofEpochMilli(start).plus(window.length()).toString());
          money.merge(name, cost.orElse(BigDecimal.ZERO.setScale(12)), BigDecimal::add);
          unpriced.merge(name, cost.isPresent() ? 0L : 1L, Long::sum);
        }
      }
    }
    Map<String, String> sums = new TreeMap<>();
    money.forEach(
        (name, amount) -> sums.put(name, amount.toPlainString() + " " + unpriced.get(name)));
    return sums;
  }
}
