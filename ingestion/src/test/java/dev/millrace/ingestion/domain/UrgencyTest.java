package dev.millrace.ingestion.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.Specs;
import dev.millrace.record.BulkLane;
import dev.millrace.record.JobLimits;
import dev.millrace.record.Lane;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UrgencyTest {

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration PATIENCE = Duration.ofHours(36);

  @Test
  void isInteractiveForADayWhereNobodySaysAnything() {
    assertThat(Urgency.of(event(null), Specs.letters(), BEGINNING))
        .isEqualTo(new Urgency(Lane.INTERACTIVE, BEGINNING.plus(DAY)));
  }

  @Test
  void givesBulkADayWhereThePipelineDoesNotSay() {
    assertThat(Urgency.of(event(Lane.BULK), Specs.letters(), BEGINNING))
        .isEqualTo(new Urgency(Lane.BULK, BEGINNING.plus(DAY)));
  }

  @Test
  void givesBulkAloneTheDeadlineOfThePipeline() {
    PipelineSpec patient = patient(Lane.INTERACTIVE);

    assertThat(Urgency.of(event(Lane.BULK), patient, BEGINNING))
        .isEqualTo(new Urgency(Lane.BULK, BEGINNING.plus(PATIENCE)));
    assertThat(Urgency.of(event(null), patient, BEGINNING))
        .isEqualTo(new Urgency(Lane.INTERACTIVE, BEGINNING.plus(DAY)));
  }

  @Test
  void takesTheLaneOfThePipelineWhereTheEventNamesNone() {
    PipelineSpec patient = patient(Lane.BULK);

    assertThat(Urgency.of(event(null), patient, BEGINNING).lane()).isEqualTo(Lane.BULK);
    assertThat(Urgency.of(event(Lane.INTERACTIVE), patient, BEGINNING))
        .isEqualTo(new Urgency(Lane.INTERACTIVE, BEGINNING.plus(DAY)));
  }

  private static PipelineSpec patient(Lane lane) {
    return PipelineSpec.newBuilder(Specs.letters())
        .setDefaultLane(lane)
        .setBulk(new BulkLane(PATIENCE.toMillis(), new JobLimits(100, 5_000, 1_000L)))
        .build();
  }

  private static RawEvent event(@Nullable Lane lane) {
    return RawEvent.newBuilder()
        .setId("1")
        .setTenant("acme")
        .setPipeline("letters")
        .setReceivedAt(BEGINNING)
        .setContentType("application/json")
        .setPayload(ByteBuffer.wrap(new byte[] {'1'}))
        .setLane(lane)
        .build();
  }
}
