package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.RecordOrigin;
import dev.millrace.record.Stage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterIdTest {

  static {
    TrustedRecords.install();
  }

  @Test
  void isThePlaceOfTheRecord() {
    assertThat(LetterId.of(letter("raw-events", "triage"))).isEqualTo("raw-events-2@17");
    assertThat(LetterId.of(letter("inference-requests", "triage")))
        .isEqualTo("inference-requests-2@17");
  }

  @Test
  void tellsThePipelinesOfAProducersTopicApart() {
    assertThat(LetterId.of(letter("tickets", "triage"))).isEqualTo("tickets-2@17/triage");
    assertThat(LetterId.of(letter("tickets", null))).isEqualTo("tickets-2@17");
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw-events", "a.b_c-0-1"})
  void leadsBackToTheRecord(String topic) {
    RecordOrigin origin = new RecordOrigin(topic, 2, 17L);

    assertThat(LetterId.origin(LetterId.of(letter(topic, "triage")))).contains(origin);
    assertThat(LetterId.origin(LetterId.of(letter(topic, null)))).contains(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "raw-events",
        "raw-events-2",
        "raw-events@1",
        "raw-events-1@99999999999999999999"
      })
  void isNotAnyText(String text) {
    assertThat(LetterId.origin(text)).isEmpty();
  }

  private static DeadLetter letter(String topic, @Nullable String pipeline) {
    return DeadLetter.newBuilder()
        .setStage(Stage.INGESTION)
        .setCause("UNREADABLE")
        .setDetail("the record has no value")
        .setPipeline(pipeline)
        .setTopic(topic)
        .setPartition(2)
        .setOffset(17)
        .setFailedAt(Instant.EPOCH)
        .build();
  }
}
