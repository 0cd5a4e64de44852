package dev.millrace.drift.domain.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Attempt;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.TrustedRecords;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AnswerTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @BeforeAll
  static void trust() {
    TrustedRecords.install();
  }

  @Test
  void takesFeaturesInOrder() {
    Prediction prediction = prediction(NOON);
    Map<String, Object> features = new HashMap<>();
    features.put("/b", "text");
    features.put("/a", 1.5);
    features.put("/c", null);
    prediction.setFeatures(features);

    Answer answer = Answer.of(prediction);

    assertThat(answer.names()).containsExactly("/a", "/b", "/c");
    assertThat(answer.numbers()).containsExactly(1.5, Double.NaN, Double.NaN);
    assertThat(answer.texts()).containsExactly(null, "text", null);
    assertThat(answer.withoutFeatures().names()).isEmpty();
  }

  @Test
  void nothingHappensAfterItWasReceived() {
    assertThat(Answer.of(prediction(NOON.plusSeconds(60))).eventTimeMillis())
        .isEqualTo(NOON.toEpochMilli());
    assertThat(Answer.of(prediction(NOON.minusSeconds(60))).eventTimeMillis())
        .isEqualTo(NOON.minusSeconds(60).toEpochMilli());
  }

  @Test
  void sumsUpWhatItsCallsSaid() {
    Prediction prediction = prediction(NOON);
    prediction.setAttempts(List.of(attempt(7), attempt(5)));

    assertThat(Answer.of(prediction).outputTokens()).isEqualTo(12);
    assertThat(Answer.of(prediction).latencyMillis()).isEqualTo(20);
  }

  @Test
  void costsWhatTheCallsOfItsOwnVersionCost() {
    Prediction prediction = prediction(NOON);
    prediction.setModelVersion(0);
    prediction.setCost(new BigDecimal("0.000000700003"));
    prediction.setAttempts(
        List.of(
            costing(1, new BigDecimal("0.000000500000")),
            costing(0, new BigDecimal("0.000000200000")),
            costing(0, new BigDecimal("0.000000000003")),
            costing(0, null)));

    assertThat(Answer.of(prediction).picoDollars()).isEqualTo(200_003);
    prediction.setCost(null);
    assertThat(Answer.of(prediction).picoDollars()).as("one of them is unpriced").isNull();
  }

  @Test
  void saysNothingOfCallsThatWereNotMade() {
    Prediction prediction = prediction(NOON);
    prediction.setOutcome(Outcome.REFUSED);
    prediction.setCause("KILLED");

    Answer answer = Answer.of(prediction);

    assertThat(answer.outputTokens()).isNull();
    assertThat(answer.latencyMillis()).isNull();
    assertThat(answer.outcome()).isEqualTo("KILLED");
    assertThat(answer.isAnswered()).isFalse();
  }

  private static Attempt costing(int version, @Nullable BigDecimal cost) {
    return Attempt.newBuilder(attempt(1)).setModelVersion(version).setCost(cost).build();
  }

  private static Attempt attempt(long outputTokens) {
    return Attempt.newBuilder()
        .setNumber(1)
        .setModelId("m")
        .setModelVersion(1)
        .setStartedAt(NOON)
        .setLatencyMillis(10)
        .setResult("ANSWERED")
        .setUsage(new TokenUsage(1L, outputTokens, 0L, 0L, 0L))
        .build();
  }

  private static Prediction prediction(Instant occurredAt) {
    return Prediction.newBuilder()
        .setRequestId("r")
        .setEventId("e")
        .setTenant("t")
        .setPipeline("p")
        .setOutcome(Outcome.ANSWERED)
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(occurredAt)
        .setReceivedAt(NOON)
        .setCompletedAt(NOON)
        .setLatencies(new Latencies(0L, 20L, 20L))
        .build();
  }
}
