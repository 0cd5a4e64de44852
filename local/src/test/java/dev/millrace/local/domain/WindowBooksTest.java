package dev.millrace.local.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cost.domain.Charge;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.record.Attempt;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Spend;
import dev.millrace.record.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowBooksTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final String NOVA = "amazon.nova-micro-v1:0";

  /** A thousand input tokens of Nova Micro. */
  private static final String PRICE = "0.000035000000";

  private final WindowBooks books = new WindowBooks(PriceBook.starter());

  @Test
  void holdWhereEveryMinuteIsTheSumOfItsCalls() {
    books.record(Charge.Kind.REQUEST, prediction("r-1", NOVA, 1_000));
    books.record(Charge.Kind.REQUEST, prediction("r-1", NOVA, 1_000));
    books.record(Charge.Kind.SHADOW, prediction("r-1", NOVA, 1_000));
    books.window(minute(NOVA, 1, "0.000035000000", 0));
    books.window(minute(NOVA, 2, "0.000070000000", 0));

    WindowBalance balance = books.balance(true, Instant.EPOCH);

    assertThat(balance.differences()).isEmpty();
    assertThat(balance.holds()).isTrue();
    assertThat(balance.ledger()).isEqualTo(new BigDecimal("0.000070000000"));
    assertThat(balance.windows()).isEqualTo(balance.ledger());
  }

  @Test
  void nameTheRequestsOfAMinuteThatDiffers() {
    books.record(Charge.Kind.REQUEST, prediction("r-1", NOVA, 1_000));
    books.window(minute(NOVA, 1, "0.000035000001", 0));

    WindowBalance balance = books.balance(true, Instant.EPOCH);

    assertThat(balance.holds()).isFalse();
    assertThat(balance.differences())
        .singleElement()
        .asString()
        .contains("the minute 2026-11-26T12:00:00Z of acme/letters")
        .contains(PRICE + " USD in the ledger")
        .contains("0.000035000001 USD in its window")
        .endsWith("its requests: r-1");
  }

  @Test
  void missWindowsAndFindStrangers() {
    books.record(Charge.Kind.REQUEST, prediction("r-1", NOVA, 1_000));
    assertThat(books.balance(true, Instant.EPOCH).differences())
        .singleElement()
        .asString()
        .contains("no window");

    books.window(minute(NOVA, 1, PRICE, 0));
    books.window(minute("somebody", 1, "0.000000000000", 1));
    assertThat(books.balance(true, Instant.EPOCH).differences())
        .singleElement()
        .asString()
        .contains("somebody")
        .contains("0 calls");
  }

  @Test
  void countCallsWithoutAPrice() {
    books.record(Charge.Kind.REQUEST, prediction("r-1", "somebody", 1_000));
    books.window(minute("somebody", 1, "0.000000000000", 0));
    assertThat(books.balance(true, Instant.EPOCH).holds()).isFalse();

    books.window(minute("somebody", 1, "0.000000000000", 1));
    assertThat(books.balance(true, Instant.EPOCH).holds()).isTrue();
  }

  @Test
  void sayNothingOfWhatCannotBeKnown() {
    books.record(Charge.Kind.REQUEST, prediction("r-1", NOVA, 1_000));

    assertThat(books.balance(false, Instant.EPOCH).holds()).isTrue();
    assertThat(books.balance(true, NOON.plusSeconds(1)).differences()).isEmpty();
  }

  private static Prediction prediction(String requestId, String model, long tokens) {
    Attempt attempt =
        Attempt.newBuilder()
            .setNumber(1)
            .setModelId(model)
            .setModelVersion(1)
            .setStartedAt(NOON.plusSeconds(7))
            .setLatencyMillis(1)
            .setResult("ANSWERED")
            .setEndpointRequestId("call-1")
            .setServiceTier("default")
            .setUsage(new TokenUsage(tokens, 0L, 0L, 0L, 0L))
            .build();
    return Prediction.newBuilder()
        .setRequestId(requestId)
        .setEventId("1")
        .setTenant("acme")
        .setPipeline("letters")
        .setOutcome(Outcome.ANSWERED)
        .setAttempts(List.of(attempt))
        .setLane(Lane.BULK)
        .setOccurredAt(NOON)
        .setReceivedAt(NOON)
        .setCompletedAt(NOON)
        .setLatencies(new Latencies(0L, 0L, 0L))
        .build();
  }

  private static CostMetric minute(String model, long calls, String cost, long unpriced) {
    Spend spend =
        new Spend(calls, new TokenUsage(0L, 0L, 0L, 0L, 0L), new BigDecimal(cost), unpriced);
    CostMetric metric = CostReportTest.metric("acme", "letters", NOON, 1, "0");
    metric.setModelId(model);
    metric.setWindowEnd(NOON.plusSeconds(60));
    metric.setTotal(spend);
    return metric;
  }
}
