package dev.millrace.publisher;

import dev.millrace.record.Alert;
import dev.millrace.record.AlertKind;
import dev.millrace.record.AlertState;
import dev.millrace.record.Figure;
import dev.millrace.record.Severity;
import dev.millrace.schemas.TrustedRecords;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Alerts as the factory writes them. */
public final class SampleAlerts {

  /** When they open. */
  public static final Instant OPENED = Instant.parse("2026-11-26T12:00:00Z");

  static {
    TrustedRecords.install();
  }

  private SampleAlerts() {}

  /** One that fires. */
  public static Alert open() {
    return Alert.newBuilder()
        .setId("factory/dead-letters/" + OPENED)
        .setKind(AlertKind.DEAD_LETTERS)
        .setSubject("factory")
        .setRule("dead-letters")
        .setSeverity(Severity.WARNING)
        .setState(AlertState.OPEN)
        .setOpenedAt(OPENED)
        .setText("Records cannot go on: millrace.dead.letters is 12 in 5 min; it rings from 10 on")
        .setFigures(
            List.of(
                new Figure("value", new BigDecimal("12.000000000000"), "1"),
                new Figure("threshold", new BigDecimal("10.000000000000"), "1")))
        .build();
  }

  /** The same, ten minutes later. */
  public static Alert closed() {
    return Alert.newBuilder(open())
        .setState(AlertState.CLOSED)
        .setClosedAt(OPENED.plusSeconds(600))
        .setText("over after 10 min: " + open().getText())
        .build();
  }
}
