package dev.millrace.lifecycle.offline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Attempt;
import dev.millrace.record.OfflineCall;
import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What the brokers are told, and what becomes of it where they do not take it. */
class OfflineLedgerTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final TokenUsage MOST = new TokenUsage(300L, 16L, 0L, 0L, 0L);
  private static final BigDecimal BOUND = new BigDecimal("0.000400000000");
  private static final TokenUsage USAGE = new TokenUsage(10L, 2L, 0L, 0L, 0L);
  private static final BigDecimal COST = new BigDecimal("0.000012000000");

  private final OfflineLedger.Codecs codecs = OfflineLedger.Codecs.of(new InMemorySchemaRegistry());
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final OfflineLedger ledger =
      new OfflineLedger(producer, codecs, () -> "id-1", "erased"::equals);
  private Instant now = NOON;

  @Test
  void entersACallBeforeItIsMade() {
    CompletableFuture<OfflineCalls.Entry> entry = enter();
    assertThat(entry).as("the brokers have not said so").isNotDone();
    assertThat(producer.completeNext()).isTrue();

    assertThat(entry).isCompleted();
    OfflineCall open = codecs.open().decode(sent(0).value());
    assertThat(sent(0).topic()).isEqualTo("offline-calls");
    assertThat(new String(sent(0).key(), UTF_8)).isEqualTo("id-1");
    assertThat(open.getTenant()).isEqualTo("of r-1");
    assertThat(open.getRun()).isEqualTo("evaluation 7");
    assertThat(open.getCost()).isEqualByComparingTo(BOUND);
    assertThat(open.getLostAt()).isEqualTo(NOON.plus(PATIENCE));
  }

  @Test
  void aCallThatCannotBeEnteredIsNotMade() {
    CompletableFuture<OfflineCalls.Entry> entry = enter();
    assertThat(producer.errorNext(new IllegalStateException("the brokers are away"))).isTrue();

    assertThat(entry).isCompletedExceptionally();
  }

  @Test
  void noModelIsAskedAboutATenantThatWasErased() {
    OfflineCalls calls = ledger.chargedTo(id -> new OfflineLedger.Whose("erased", "tickets", 3));

    assertThat(calls.enter(planned())).isCompletedExceptionally();
    assertThat(producer.history()).isEmpty();
    assertThat(enter()).as("another tenant's").isNotDone();
  }

  @Test
  void booksACallUnderWhoeverIsChargedAndClosesIt() {
    entered().answered(answer());

    assertThat(producer.history()).as("it is not booked yet").hasSize(2);
    assertThat(producer.completeNext()).isTrue();
    Prediction booked = codecs.ended().decode(sent(1).value());
    assertThat(sent(1).topic()).isEqualTo("shadow-predictions");
    assertThat(booked.getRoute()).isEqualTo(Route.OFFLINE);
    assertThat(booked.getTenant()).isEqualTo("of r-1");
    assertThat(booked.getPipeline()).isEqualTo("tickets");
    assertThat(booked.getEventId()).isEqualTo("evaluation 7 id-1");
    assertThat(booked.getCost()).isEqualByComparingTo(COST);
    assertThat(booked.getAttempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.getStartedAt()).isEqualTo(NOON);
              assertThat(attempt.getEndpointRequestId()).isEqualTo("call-1");
              assertThat(attempt.getUsage()).isEqualTo(USAGE);
              assertThat(attempt.getUsageEstimated()).isFalse();
              assertThat(attempt.getModelVersion()).isEqualTo(3);
            });
    assertClosed(2);
  }

  @Test
  void aCallWhoseRecordIsNotTakenStaysOpen() {
    entered().answered(answer());
    assertThat(producer.errorNext(new IllegalStateException("too large"))).isTrue();

    assertThat(producer.history()).hasSize(2);
  }

  @Test
  void aCallThatWasTurnedAwayCostsNothing() {
    entered().refused();

    assertThat(producer.history()).hasSize(2);
    assertClosed(1);
  }

  @Test
  void aCallOfWhoseEndNobodyHeardIsBookedAtTheMost() {
    entered();
    OfflineCall open = codecs.open().decode(sent(0).value());
    LostCalls lost = new LostCalls(() -> List.of(open), ledger, () -> now, () -> {});

    lost.bookAllBut(Set.of());
    assertThat(producer.history()).as("somebody may wait for it").hasSize(1);
    now = NOON.plus(PATIENCE);
    lost.bookAllBut(Set.of("evaluation 7"));
    assertThat(producer.history()).as("its evaluation does so itself").hasSize(1);
    lost.bookAllBut(Set.of());
    assertThat(producer.completeNext()).isTrue();

    Prediction booked = codecs.ended().decode(sent(1).value());
    assertThat(booked.getOutcome()).isEqualTo(Outcome.FAILED);
    assertThat(booked.getCost()).isEqualByComparingTo(BOUND);
    Attempt attempt = booked.getAttempts().get(0);
    assertThat(attempt.getUsage()).isEqualTo(MOST);
    assertThat(attempt.getUsageEstimated()).isTrue();
    assertThat(attempt.getEndpointRequestId()).isNull();
    assertClosed(2);
    lost.bookAllBut(Set.of());
    assertThat(sent(3).value()).as("copies count once").isEqualTo(sent(1).value());
  }

  /** Its process may have died before it left offline-calls. */
  @Test
  void theRecordsOfACallThatWasAnsweredAndTakenForLostAreKnownAsOne() {
    entered()
        .answered(
            new OfflineCalls.Answer(
                NOON.plusMillis(20),
                NOON.plusMillis(40),
                Optional.of("call-1"),
                Optional.of(USAGE),
                Optional.of(COST)));
    ledger.lost(codecs.open().decode(sent(0).value()));

    Prediction answered = codecs.ended().decode(sent(1).value());
    Prediction lost = codecs.ended().decode(sent(2).value());
    assertThat(lost.getEventId()).isEqualTo(answered.getEventId());
    assertThat(lost.getReceivedAt()).isEqualTo(answered.getReceivedAt());
    assertThat(sent(2).key()).as("the first stays the first").isEqualTo(sent(1).key());
  }

  private CompletableFuture<OfflineCalls.Entry> enter() {
    return ledger
        .chargedTo(id -> new OfflineLedger.Whose("of " + id, "tickets", 3))
        .enter(planned());
  }

  private static OfflineCalls.Planned planned() {
    return new OfflineCalls.Planned(
        "r-1", "evaluation 7", "m", NOON, NOON.plus(PATIENCE), MOST, Optional.of(BOUND));
  }

  private OfflineCalls.Entry entered() {
    CompletableFuture<OfflineCalls.Entry> entry = enter();
    assertThat(producer.completeNext()).isTrue();
    return entry.join();
  }

  private static OfflineCalls.Answer answer() {
    return new OfflineCalls.Answer(
        NOON, NOON.plusMillis(40), Optional.of("call-1"), Optional.of(USAGE), Optional.of(COST));
  }

  private ProducerRecord<byte[], byte[]> sent(int index) {
    return producer.history().get(index);
  }

  private void assertClosed(int index) {
    assertThat(sent(index).topic()).isEqualTo("offline-calls");
    assertThat(new String(sent(index).key(), UTF_8)).isEqualTo("id-1");
    assertThat(sent(index).value()).isNull();
  }
}
