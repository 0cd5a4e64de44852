package dev.millrace.lifecycle.domain.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Attempt;
import dev.millrace.record.Feedback;
import dev.millrace.record.Lane;
import dev.millrace.record.Latencies;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SightingTest {

  static {
    // Builders of records copy by Avro, which asks whom it may trust.
    List<Topic<?>> unused = Topics.all();
  }

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final int CHAMPION = 1;
  private static final int CANARY = 2;
  private static final Attempt PAID = attempt(CANARY).build();
  private static final Attempt IN_VAIN =
      attempt(CANARY).setResult("UNAVAILABLE").setUsage(null).setCost(null).build();

  @Test
  void whatAGuardrailStoppedSaysNothingOfTheVersion() {
    VersionCounts counts = ask(Outcome.BLOCKED, PAID).counts(Optional.of(true));

    assertThat(counts.success()).extracting("hits", "total").containsExactly(0L, 0L);
    assertThat(counts.labelled()).isZero();
    assertThat(counts.cost().count()).as("it was paid for").isEqualTo(1);
  }

  @Test
  void whatFailedIsAgainstTheVersionThatWasAskedLast() {
    assertThat(ask(Outcome.FAILED, PAID).end()).isEqualTo(Ask.End.FAILED);
    assertThat(ask(Outcome.ANSWERED, PAID).end()).isEqualTo(Ask.End.ANSWERED);
  }

  /** In trillionths of a dollar. */
  @Test
  void aCostThatIsNotKnownIsNotZero() {
    Attempt unpriced = attempt(CANARY).setCost(null).build();
    Attempt unmetered = attempt(CANARY).setCost(null).setUsage(null).build();

    assertThat(ask(Outcome.ANSWERED, IN_VAIN, PAID).cost())
        .as("calls without usage are not paid for")
        .contains(BigInteger.valueOf(1_000_000));
    assertThat(ask(Outcome.ANSWERED, PAID, PAID).cost()).contains(BigInteger.valueOf(2_000_000));
    assertThat(ask(Outcome.ANSWERED, PAID, unpriced).cost()).as("no price").isEmpty();
    assertThat(ask(Outcome.ANSWERED, unmetered).cost()).as("no usage of an answer").isEmpty();
  }

  @Test
  void aRequestTakesAsLongAsAllItsCallsToAVersion() {
    assertThat(ask(Outcome.ANSWERED, IN_VAIN, PAID).latencyMillis()).isEqualTo(200);
  }

  @Test
  void modelsThatAreNoVersionsOfThePipelineAreNotCounted() {
    Prediction fallback = prediction(Outcome.ANSWERED, attempt(0).build());
    fallback.setRefusedVersion(0);

    assertThat(Sighting.of(fallback)).isEmpty();
  }

  @Test
  void aVersionThatWasAskedWasNotRefused() {
    Prediction both = prediction(Outcome.ANSWERED, PAID);
    both.setRefusedVersion(CANARY);
    assertThat(asks(both)).singleElement().extracting(Ask::end).isEqualTo(Ask.End.ANSWERED);

    both.setRefusedVersion(CHAMPION);
    assertThat(asks(both)).contains(Ask.refused(CHAMPION)).hasSize(2);
  }

  @Test
  void feedbackWithoutALabelTellsNothing() {
    Feedback rating =
        Feedback.newBuilder()
            .setRequestId("r")
            .setTenant("acme")
            .setPipeline("tickets")
            .setRating(0.5)
            .setSource("reviewer")
            .setObservedAt(NOON)
            .build();
    assertThat(Sighting.of(rating)).isEmpty();

    rating.setLabel("bug");
    assertThat(Sighting.of(rating)).contains(new Sighting.Labelled("acme/r", "bug", NOON));
  }

  private static Ask ask(Outcome outcome, Attempt... attempts) {
    List<Ask> asks = asks(prediction(outcome, attempts));
    assertThat(asks).hasSize(1);
    return asks.get(0);
  }

  private static List<Ask> asks(Prediction prediction) {
    return ((Sighting.Ended) Sighting.of(prediction).orElseThrow()).asks();
  }

  private static Prediction prediction(Outcome outcome, Attempt... attempts) {
    return Prediction.newBuilder()
        .setRequestId("r")
        .setEventId("e")
        .setTenant("acme")
        .setPipeline("tickets")
        .setLane(Lane.INTERACTIVE)
        .setOccurredAt(NOON)
        .setReceivedAt(NOON)
        .setCompletedAt(NOON.plusSeconds(1))
        .setLatencies(new Latencies(0L, 0L, 0L))
        .setOutcome(outcome)
        .setModelVersion(CANARY)
        .setAttempts(List.of(attempts))
        .build();
  }

  private static Attempt.Builder attempt(int version) {
    return Attempt.newBuilder()
        .setNumber(1)
        .setModelId("model")
        .setModelVersion(version)
        .setStartedAt(NOON)
        .setLatencyMillis(100)
        .setResult("ANSWERED")
        .setUsage(new TokenUsage(10L, 1L, 0L, 0L, 0L))
        .setCost(new BigDecimal("0.000001").setScale(12));
  }
}
