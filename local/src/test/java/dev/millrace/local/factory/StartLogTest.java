package dev.millrace.local.factory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartLogTest {

  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  @TempDir private Path folder = Path.of("");
  private StartLog log = new StartLog(Path.of(""));

  @BeforeEach
  void open() {
    log = new StartLog(folder.resolve("starts.jsonl"));
  }

  @Test
  void aFactoryThatNeverRanLostNothing() {
    assertThat(log.lostLimit()).isZero();
  }

  @Test
  void theRunThatGoesOnHasLostNothingYet() {
    log.started(NOON, 64);

    assertThat(log.lostLimit()).isZero();
  }

  @Test
  void onlyRunsThatWereKilledMayHaveLostCalls() {
    log.started(NOON, 64);
    log.stopped(NOON);
    log.started(NOON, 10);
    log.started(NOON, 20);
    log.started(NOON, 64);

    assertThat(log.lostLimit()).isEqualTo(30);
  }

  @Test
  void aLineThatAKillCutOffIsPassedOver() throws IOException {
    log.started(NOON, 64);
    Files.writeString(log.file(), Files.readString(log.file()) + "{\"event\":\"sta");
    log.started(NOON, 64);

    assertThat(log.lostLimit()).isEqualTo(64);
  }
}
