package dev.millrace.lifecycle.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class OfflineLedgerTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
  private static final BigDecimal COST = new BigDecimal("0.000012000000");

  private final AvroCodec<Prediction> codec =
      new AvroCodec<>(Topics.SHADOW_PREDICTIONS, new InMemorySchemaRegistry());
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void booksACallUnderWhoeverIsCharged() {
    TokenUsage usage = new TokenUsage(10L, 2L, 0L, 0L, 0L);
    try (OfflineLedger ledger =
        new OfflineLedger(
            producer, codec, id -> new OfflineLedger.Whose("of " + id, "tickets", 3))) {
      ledger.answered(
          new OfflineCalls.Call(
              "r-1",
              "replay",
              "m",
              NOON,
              NOON.plusMillis(40),
              Optional.of("call-1"),
              Optional.of(usage),
              Optional.of(COST)));
    }

    assertThat(producer.history())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.topic()).isEqualTo("shadow-predictions");
              Prediction booked = codec.decode(record.value());
              assertThat(booked.getRoute()).isEqualTo(Route.OFFLINE);
              assertThat(booked.getTenant()).isEqualTo("of r-1");
              assertThat(booked.getPipeline()).isEqualTo("tickets");
              assertThat(booked.getEventId()).isEqualTo("replay");
              assertThat(booked.getCost()).isEqualByComparingTo(COST);
              assertThat(booked.getAttempts())
                  .singleElement()
                  .satisfies(
                      attempt -> {
                        assertThat(attempt.getStartedAt()).isEqualTo(NOON);
                        assertThat(attempt.getEndpointRequestId()).isEqualTo("call-1");
                        assertThat(attempt.getUsage()).isEqualTo(usage);
                        assertThat(attempt.getModelVersion()).isEqualTo(3);
                      });
            });
    assertThat(producer.closed()).isTrue();
  }
}
