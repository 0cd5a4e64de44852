package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Stage;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeadLettersShowCommandTest {

  private final DeadLetter open =
      DeadLetter.newBuilder()
          .setStage(Stage.INGESTION)
          .setCause("MISSING_VARIABLE")
          .setDetail("the event lacks a field")
          .setTopic("raw-events")
          .setPartition(0)
          .setOffset(1)
          .setFailedAt(Instant.EPOCH)
          .build();

  private final DeadLetter sealed = DeadLetter.newBuilder(open).setSealedWith("key-1").build();

  @Test
  void aLetterThatWasOpenedNamesItsKeyAndIsNotSealed() {
    JsonNode shown = DeadLettersShowCommand.shown(sealed, open);

    assertThat(shown.path("openedWith").asText()).isEqualTo("key-1");
    assertThat(shown.has("sealedWith")).isFalse();
    assertThat(shown.path("cause").asText()).isEqualTo("MISSING_VARIABLE");
  }

  @Test
  void aLetterThatStaysSealedSaysWithWhich() {
    JsonNode shown = DeadLettersShowCommand.shown(sealed, sealed);

    assertThat(shown.path("sealedWith").asText()).isEqualTo("key-1");
    assertThat(shown.has("openedWith")).isFalse();
  }

  @Test
  void aLetterThatWasNeverSealedWasNotOpened() {
    JsonNode shown = DeadLettersShowCommand.shown(open, open);

    assertThat(shown.path("sealedWith").isNull()).isTrue();
    assertThat(shown.has("openedWith")).isFalse();
  }
}
