package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.console.letters.DeadLetters;
import dev.millrace.console.letters.Replay;
import dev.millrace.console.letters.domain.LetterBound;
import dev.millrace.console.letters.domain.SkipReason;
import dev.millrace.record.AuditEvent;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadLettersReplayCommandTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private final Replay.Choice choice =
      new Replay.Choice(
          Map.of(
              "raw-events-0@1", Optional.of(SkipReason.ALREADY_REPLAYED),
              "raw-events-0@2", Optional.of(SkipReason.ALREADY_REPLAYED),
              "raw-events-0@3", Optional.of(SkipReason.REQUEST_EXISTS),
              "raw-events-0@4", Optional.empty()),
          Map.of(),
          Map.of(
              "raw-events-0@1", replay("raw-events-0@1", NOON),
              "raw-events-0@2", replay("raw-events-0@2", NOON.minusSeconds(1)),
              "raw-events-0@4", replay("raw-events-0@4", NOON.plusSeconds(1))),
          new LetterBound(Map.of()));

  @Test
  void whatWasReplayedBeforeIsNamedWithTimeAndActor() {
    assertThat(DeadLettersReplayCommand.leftOut(SkipReason.ALREADY_REPLAYED, 2, choice))
        .isEqualTo(
            "2 left out: it was replayed before: --again replays it once more where that came to"
                + " nothing (last replay: raw-events-0@1 at 2026-11-25T12:00:00Z by ada)");
  }

  @Test
  void whatWasNeverReplayedNamesNoReplay() {
    assertThat(DeadLettersReplayCommand.leftOut(SkipReason.REQUEST_EXISTS, 1, choice))
        .isEqualTo("1 left out: " + SkipReason.REQUEST_EXISTS.explanation());
  }

  private static AuditEvent replay(String letter, Instant at) {
    return AuditEvent.newBuilder()
        .setActor("ada")
        .setAction(DeadLetters.REPLAY)
        .setSubject(letter)
        .setAt(at)
        .build();
  }
}
