package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Alert;
import dev.millrace.record.AlertKind;
import dev.millrace.record.AlertState;
import dev.millrace.record.Severity;
import dev.millrace.schemas.TrustedRecords;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertsCommandTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  static {
    TrustedRecords.install();
  }

  private final Alert alert =
      Alert.newBuilder()
          .setId("triage/canary-rollback/" + NOON)
          .setKind(AlertKind.ROLLBACK)
          .setSubject("triage")
          .setRule("canary-rollback")
          .setSeverity(Severity.WARNING)
          .setState(AlertState.OPEN)
          .setPipeline("triage")
          .setOpenedAt(NOON)
          .setText("A canary was taken back (pipeline triage)")
          .setFigures(List.of())
          .build();

  @Test
  void showsWhatItIsAndWhatToRead() {
    assertThat(AlertsCommand.line(alert).lines())
        .containsExactly(
            "WARNING   open since 2026-11-26T12:00:00Z  A canary was taken back (pipeline triage)",
            "          docs/runbook/canary-rollback.md");
  }

  @Test
  void showsForProgramsTheRecordAndThePage() {
    assertThat(AlertsCommand.json(alert).path("runbook").textValue())
        .isEqualTo("docs/runbook/canary-rollback.md");
    assertThat(AlertsCommand.json(alert).path("openedAt").textValue()).isEqualTo(NOON.toString());
  }
}
