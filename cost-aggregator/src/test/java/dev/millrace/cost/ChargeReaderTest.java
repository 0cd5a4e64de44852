package dev.millrace.cost;

import static dev.millrace.cost.Terminals.NOON;
import static dev.millrace.cost.Terminals.call;
import static dev.millrace.cost.Terminals.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cost.domain.Booking;
import dev.millrace.cost.domain.Charge;
import dev.millrace.cost.domain.ChargedCall;
import dev.millrace.cost.domain.Marks;
import dev.millrace.cost.domain.Portion.Knowledge;
import dev.millrace.cost.domain.Tokens;
import dev.millrace.cost.domain.Use;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.record.Attempt;
import dev.millrace.record.Lane;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChargeReaderTest {

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroCodec<Prediction> codec = new AvroCodec<>(Topics.PREDICTIONS, registry);
  private final ChargeReader reader = new ChargeReader(registry, new BookRates(PriceBook::starter));

  @Test
  void readsWhatARecordSaysAboutMoney() {
    Charge charge =
        read(Terminals.of(
                    "r-1", call(1, NOON, new TokenUsage(1L, 2L, 3L, 4L, 5L)).setRecords(2).build())
                .setLane(Lane.BULK)
                .build())
            .orElseThrow();
    ChargedCall call = charge.calls().get(0);

    assertThat(charge.whose())
        .isEqualTo(new Charge.Subject(Charge.Kind.REQUEST, "r-1", "acme", "letters", Lane.BULK));
    assertThat(charge.completedAtMillis()).isEqualTo(NOON.plusSeconds(1).toEpochMilli());
    assertThat(call.number()).isEqualTo(1);
    assertThat(call.modelId()).isEqualTo(Terminals.NOVA);
    assertThat(call.modelVersion()).isEqualTo(3);
    assertThat(call.tier()).contains("default");
    assertThat(call.startedAtMillis()).isEqualTo(NOON.toEpochMilli());
    assertThat(call.id()).contains("call-" + NOON.toEpochMilli() + "-1");
    assertThat(call.tokens()).isEqualTo(new Tokens(1, 2, 3, 4, 5));
    assertThat(call.portion().use()).isEqualTo(Use.USEFUL);
    assertThat(call.portion().knowledge()).isEqualTo(Knowledge.REPORTED);
    assertThat(call.endsRequest()).isTrue();
  }

  @Test
  void callsOfReplaysAndEvaluationsServeNobody() {
    Charge charge =
        read(Terminals.of("r-1", call(1, NOON, tokens(5, 1)).build())
                .setRoute(Route.OFFLINE)
                .build())
            .orElseThrow();

    assertThat(charge.whose().kind()).isEqualTo(Charge.Kind.OFFLINE);
    assertThat(charge.calls().get(0).portion().use()).isEqualTo(Use.OFFLINE);
    assertThat(charge.calls().get(0).endsRequest()).as("it is none").isFalse();
    assertThat(Charge.of(charge.bytes())).isEqualTo(charge);
  }

  /** Its process died between its record and its end in offline-calls. */
  @Test
  void anOfflineCallThatIsBookedAsLostAsWellIsChargedOnce() {
    Prediction answered = offline("evaluation 7 id-1", call(1, NOON, tokens(5, 1)).build());
    Prediction lost =
        offline(
            "evaluation 7 id-1",
            call(1, NOON.minusMillis(20), tokens(300, 16))
                .setResult("TIMEOUT")
                .setEndpointRequestId(null)
                .setUsageEstimated(true)
                .build());
    lost.setCompletedAt(NOON.plusSeconds(86_400));
    Prediction other = offline("evaluation 7 id-2", call(1, NOON, tokens(5, 1)).build());

    Charge first = read(answered).orElseThrow();
    Charge second = read(lost).orElseThrow();
    Booking booked = Booking.of(first, Marks.NONE);

    assertThat(second.completedAtMillis())
        .as("marks lie under their day")
        .isEqualTo(first.completedAtMillis());
    assertThat(booked.calls()).hasSize(1);
    assertThat(Booking.of(second, booked.marks()).calls()).isEmpty();
    assertThat(Booking.of(read(other).orElseThrow(), booked.marks()).calls())
        .as("another call about the same request")
        .hasSize(1);
  }

  @Test
  void leavesOutCallsThatAreNotPaidFor() {
    Charge charge =
        read(Terminals.of(
                    "r-1",
                    call(1, NOON, tokens(9, 0))
                        .setResult("TRANSPORT")
                        .setUsageEstimated(true)
                        .build(),
                    call(2, NOON, tokens(5, 1)).build(),
                    call(3, NOON, tokens(1, 1))
                        .setResult("THROTTLED")
                        .setUsage(null)
                        .setServiceTier(null)
                        .build())
                .build())
            .orElseThrow();

    assertThat(charge.calls()).extracting(ChargedCall::number).containsExactly(1, 2);
    assertThat(charge.calls()).extracting(ChargedCall::endsRequest).containsExactly(false, true);
    assertThat(charge.calls())
        .extracting(call -> call.portion().knowledge())
        .containsExactly(Knowledge.ESTIMATED, Knowledge.REPORTED);
    assertThat(charge.calls())
        .extracting(call -> call.portion().use())
        .containsExactly(Use.RETRY, Use.USEFUL);
  }

  @Test
  void chargesNothingForARequestWithoutACall() {
    assertThat(read(Terminals.of("r-1").build())).isEmpty();
    assertThat(
            read(
                Terminals.of(
                        "r-1",
                        call(1, NOON, tokens(1, 1)).setResult("TIMEOUT").setUsage(null).build())
                    .build()))
        .isEmpty();
  }

  @Test
  void takesAnAnswerWithoutUsageForUnknown() {
    Charge charge =
        read(Terminals.of("r-1", call(1, NOON, tokens(1, 1)).setUsage(null).build()).build())
            .orElseThrow();

    assertThat(charge.calls().get(0).portion().knowledge()).isEqualTo(Knowledge.UNKNOWN);
  }

  @Test
  void knowsShadows() {
    Charge charge =
        read(Terminals.shadow("r-1", call(1, NOON, tokens(1, 1)).build())).orElseThrow();

    assertThat(charge.whose().kind()).isEqualTo(Charge.Kind.SHADOW);
    assertThat(charge.calls().get(0).portion().use()).isEqualTo(Use.SHADOW);
  }

  @Test
  void refusesWhatIsNoRecord() {
    assertThatThrownBy(() -> reader.read(new byte[] {1, 2, 3}))
        .isInstanceOf(UnreadableRecordException.class);
    Prediction negative = Terminals.of("r-1", call(1, NOON, tokens(-1, 1)).build()).build();
    assertThatThrownBy(() -> reader.read(codec.encode(negative)))
        .isInstanceOf(IllegalArgumentException.class);
    Prediction vast =
        Terminals.of("r-1", call(1, NOON, tokens(1, 1_000_000_000_001L)).build()).build();
    assertThatThrownBy(() -> reader.read(codec.encode(vast)))
        .hasMessageContaining("expected at most 1000000000000");
    Prediction future =
        Terminals.of("r-1", call(1, Instant.parse("3000-01-01T00:00:00Z"), tokens(1, 1)).build())
            .build();
    assertThatThrownBy(() -> reader.read(codec.encode(future)))
        .hasMessageContaining("expected before 3000-01-01T00:00:00Z");
  }

  private static Prediction offline(String id, Attempt attempt) {
    return Terminals.of("r-1", attempt)
        .setEventId(id)
        .setRoute(Route.OFFLINE)
        .setReceivedAt(NOON.minusMillis(20))
        .build();
  }

  private Optional<Charge> read(Prediction prediction) {
    return reader.read(codec.encode(prediction));
  }
}
